use deelbaar_schema::id::PersonId;
use deelbaar_schema::role::Role;
use deelbaar_schema::time::Term;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::store::Area;
use deelbaar_sync::workspace::{NewRegion, Person};

use super::*;

const PATIENCE: Duration = Duration::from_mins(1);

fn founded(dir: &Path) -> Workspace {
    let clock = Clock::system();
    let term = Term::since(clock.today());
    let person = Person { id: PersonId::from_bytes([1; 16]), name: "Bo".into(), role: Role::PolicyOfficer, term };
    let (municipality, municipality_name) = ("GM0327".parse().unwrap(), "Leusden".into());
    let new = NewRegion { region: "Testregio".into(), municipality, municipality_name, person };
    Workspace::found(&dir.join("data"), new, clock).unwrap()
}

async fn stopped(engine: Engine) {
    tokio::task::spawn_blocking(move || engine.stop()).await.unwrap();
}

#[test]
fn caches_wait_for_quiet_and_not_for_ever() {
    let (begin, mut unsaved) = (Instant::now(), Unsaved::default());
    assert!(!unsaved.is_any());
    unsaved.changed(begin);
    assert_eq!((unsaved.is_any(), unsaved.due()), (true, begin + IDLE));
    unsaved.changed(begin + IDLE / 2);
    assert_eq!(unsaved.due(), begin + IDLE / 2 + IDLE);
    for second in 0..1000 {
        unsaved.changed(begin + Duration::from_secs(second));
    }
    assert_eq!(unsaved.due(), begin + AT_LATEST);
}

/// As a peer does that says something every second, or a file that comes in.
#[tokio::test(flavor = "multi_thread")]
async fn what_only_wakes_the_engine_does_not_keep_it_from_saving() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = founded(dir.path());
    let (store, name) = (workspace.store().clone(), format!("state of {}", workspace.municipality().space()));
    store.clear_caches().unwrap();
    let (tell, told) = channel::channel();
    let engine = Engine::start_with(workspace, Err(None), Handle::current(), move |desk| {
        tell.send(desk.changed()).unwrap();
        None
    });
    let waking = told.recv_timeout(PATIENCE).unwrap();
    let began = std::time::Instant::now();
    while store.get(Area::Cache, &name).unwrap().is_none() {
        assert!(began.elapsed() < PATIENCE, "it never saved");
        waking.notify_one();
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    stopped(engine).await;
}

/// No address could be had when the window opened.
#[tokio::test(flavor = "multi_thread")]
async fn a_window_without_network_gets_one_when_there_is_one() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = founded(dir.path());
    let engine = Engine::start_in(&dir.path().join("data"), workspace, Err(Some(Listen::LOOPBACK)), Handle::current());
    let mut views = engine.views();
    let listens = views.wait_for(|view| !view.status.listening.is_empty());
    assert!(tokio::time::timeout(PATIENCE, listens).await.is_ok(), "it was never tried again");
    stopped(engine).await;
}
