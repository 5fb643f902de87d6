//! Founding, joining, syncing.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use deelbaar_schema::id::{DeviceId, MunicipalityCode, PersonId};
use deelbaar_schema::role::Role;
use deelbaar_schema::text::{MAX_NAME, fits};
use deelbaar_schema::time::Term;
use deelbaar_sync::audit::Origin;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::{Code, Words, ask_until};
use deelbaar_sync::workspace::{NewRegion, Person, Workspace, random};
use serde_json::json;

use super::args::{Init, Join, Sync};
use super::session::{leave, listen, on_the_network, online, online_with};
use super::signals::Asked;
use super::stay::{announce, run_errands, stay};
use crate::console::{Output, complain};
use crate::engine::Executor;
use crate::failure::Failure;
use crate::host::{Folder, desk, note_opened, opened, remember_inviter, runtime};
use crate::{format, municipalities, tr, words};

/// How long `join` waits for its own enrolment, and `sync --once` for everyone.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);
/// How long `join` stays when everything has arrived.
const GOODBYE: Duration = Duration::from_secs(3);
/// Nobody answered for this long: `sync --once` is done.
const QUIET: Duration = Duration::from_secs(8);

pub(super) fn role(name: &str) -> Result<Role, Failure> {
    Role::from_name(name).ok_or_else(|| {
        let known: Vec<_> = Role::ALL.iter().map(|role| role.name()).collect();
        Failure::Usage(tr!("cli-no-role", name = name, known = known.join(", ")))
    })
}

pub(super) fn municipality(code: &str) -> Result<MunicipalityCode, Failure> {
    code.parse().map_err(|_error| Failure::Usage(tr!("cli-no-municipality", code = code)))
}

/// What a municipality is called: as given, or else as its code is known.
pub(super) fn municipality_name(code: MunicipalityCode, given: Option<&str>) -> Result<String, Failure> {
    match (given, municipalities::known(code)) {
        (Some(given), _) => name(given),
        (None, Some(known)) => Ok(known.to_owned()),
        (None, None) => Err(Failure::Usage(tr!("cli-name-needed", code = code.to_string()))),
    }
}

fn name(text: &str) -> Result<String, Failure> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Failure::Usage(tr!("cli-no-name")));
    }
    if fits(text, MAX_NAME) { Ok(text.to_owned()) } else { Err(Failure::Usage(tr!("cli-long-name", most = MAX_NAME))) }
}

/// `init`
pub fn init(folder: &Folder, args: &Init, out: Output) -> Result<(), Failure> {
    let (code, role) = (municipality(&args.municipality)?, role(&args.role)?);
    if role != Role::PolicyOfficer {
        return Err(Failure::Usage(tr!("cli-founder-role")));
    }
    let clock = Clock::system();
    let person = Person {
        id: PersonId::from_bytes(*random::<16>()?),
        name: name(&args.person)?,
        role,
        term: Term::since(clock.today()),
    };
    let new = NewRegion {
        region: name(&args.region)?,
        municipality: code,
        municipality_name: municipality_name(code, args.name.as_deref())?,
        person,
    };
    let founded = Workspace::found(&folder.0, new, clock);
    note_opened(opened::INIT, &founded, Origin::CommandLine);
    let workspace = founded?;
    let device = workspace.device();
    out.say(&json!({ "device": device, "municipality": code, "folder": folder.0 }), || {
        let place = folder.0.display().to_string();
        tr!(
            "cli-founded",
            region = args.region.as_str(),
            municipality = workspace.identity().municipality.name.as_str(),
            folder = place
        )
    });
    Ok(())
}

/// Waits until something holds; looks again whenever a peer said something.
pub(super) async fn wait(executor: &Executor, patience: Duration, holds: impl Fn(&Executor) -> bool) -> bool {
    let Some(node) = executor.node() else { return holds(executor) };
    let mut peers = node.peers().subscribe();
    let mut region = executor.workspace().region().subscribe();
    let mut municipality = executor.workspace().municipality().subscribe();
    let waiting = async {
        while !holds(executor) {
            tokio::select! {
                _ = peers.changed() => {}
                _ = region.changed() => {}
                _ = municipality.changed() => {}
            }
        }
    };
    tokio::time::timeout(patience, waiting).await.is_ok()
}

/// `join`
pub fn join(folder: &Folder, args: &Join, out: Output) -> Result<(), Failure> {
    let code: Code = args.code.concat().parse()?;
    let person = name(&args.person)?;
    let expected = args.role.as_deref().map(role).transpose()?;
    // A restored workspace that nobody let in yet may be let in again; any other is left alone.
    let exists = deelbaar_sync::store::Store::exists(&folder.0).unwrap_or(false);
    let passphrase = if exists { folder.passphrase()? } else { None };
    if exists && !Workspace::waits_to_be_let_in(&folder.0, passphrase.as_ref(), Clock::system())? {
        return Err(deelbaar_sync::store::OpenError::AlreadyExists.into());
    }
    runtime()?.block_on(async {
        let tell = |words: Words| complain(&tr!("cli-your-words", words = words.to_string()));
        let mut asked = Asked::new()?;
        let grant = ask_until(&code, &person, expected, listen(args.listen), tell, asked.stopping()).await?;
        let joined = if exists {
            Workspace::let_in_again(&folder.0, &grant.identity, passphrase.as_ref(), Clock::system())
        } else {
            Workspace::create(&folder.0, &grant.identity, Clock::system())
        };
        note_opened(opened::JOIN, &joined, Origin::CommandLine);
        let workspace = joined?;
        remember_inviter(&grant, &workspace);
        let executor = online_with(workspace, args.listen).await?;
        let told = |executor: &Executor| everyone_keeps_everything(executor) || alone(executor);
        let enrolled = |executor: &Executor| executor.workspace().has_arrived();
        // Before the first day nobody gives this device anything: there is nothing to wait for.
        let begins = Some(grant.identity.person.term.from).filter(|day| *day > Clock::system().today());
        let arrived =
            begins.is_some() || wait(&executor, PATIENCE, enrolled).await && wait(&executor, PATIENCE, told).await;
        // Whoever waits for this device leaves when it has heard that everything arrived: stay until then.
        wait(&executor, GOODBYE, alone).await;
        leave(&executor).await?;
        if !arrived {
            return Err(Failure::Late(tr!("cli-enrolment-late")));
        }
        let me = executor.view().me;
        out.say(&json!({ "device": me.device, "municipality": me.municipality, "role": me.role.name() }), || {
            let region = me.region_name.as_str();
            let welcome = tr!(
                "cli-welcome",
                municipality = me.municipality_name.as_str(),
                role = words::role(me.role),
                region = region
            );
            let later = begins.map(|day| tr!("cli-welcome-later", day = format::date_long(day)));
            [Some(welcome), later].into_iter().flatten().collect::<Vec<_>>().join("\n")
        });
        Ok(())
    })
}

/// Whether a device that is connected said in this session that it keeps all that it may have of this device's records.
pub(super) fn keeps_everything(executor: &Executor, device: &DeviceId) -> bool {
    let workspace = executor.workspace();
    let Some(peer) = executor.node().and_then(|node| node.peers().all().remove(device)) else { return false };
    let (municipality, region) = (workspace.municipality(), workspace.region());
    peer.keeps_now(&region.space(), &region.digest())
        && (!workspace.shares_plan_with(device) || peer.keeps_now(&municipality.space(), &municipality.digest()))
}

/// Whether that goes for every device that is connected, and there is one.
fn everyone_keeps_everything(executor: &Executor) -> bool {
    let peers = executor.node().map(|node| node.peers().all()).unwrap_or_default();
    let mut connected = peers.iter().filter(|(_, peer)| peer.connected).peekable();
    connected.peek().is_some() && connected.all(|(device, _)| keeps_everything(executor, device))
}

fn alone(executor: &Executor) -> bool {
    executor.node().is_none_or(|node| node.peers().all().values().all(|peer| !peer.connected))
}

/// `sync`
pub fn sync(folder: &Folder, args: &Sync, out: Output) -> Result<(), Failure> {
    let peers = args.peer.iter().map(|text| peer(text)).collect::<Result<Vec<_>, _>>()?;
    if !args.once {
        return stay(folder, args.listen, &peers, None);
    }
    on_the_network(async {
        let executor = online(folder, args.listen).await?;
        let Some(node) = executor.node() else { return Ok(()) };
        for (device, address) in peers {
            node.connect(device, [address]);
        }
        announce(&executor);
        let reached = exchange(&executor).await;
        leave(&executor).await?;
        if desk().is_none() {
            let workspace = executor.workspace().clone();
            blocking(move || run_errands(&workspace)).await;
        }
        let view = executor.view();
        out.say(&super::report::status_json(&view), || super::report::status_text(&view, &folder.0));
        if reached { Ok(()) } else { Err(Failure::Late(tr!("cli-nobody-reached"))) }
    })
}

/// Exchanges until every device that is connected has everything; `false` when none has. What is due then is done as each
/// minute where a program stays, and who is connected hears of that too.
async fn exchange(executor: &Executor) -> bool {
    // Whoever left meanwhile hears of the rest the next time.
    let told = |executor: &Executor| everyone_keeps_everything(executor) || alone(executor);
    let began = Instant::now();
    let mut reached = wait(executor, QUIET, everyone_keeps_everything).await;
    loop {
        let workspace = executor.workspace().clone();
        blocking(move || {
            if let Err(error) = workspace.settle_at_the_end() {
                tracing::error!("what is due could not be done: {error}");
            }
        })
        .await;
        if !reached || told(executor) || began.elapsed() > PATIENCE {
            return reached;
        }
        reached = wait(executor, QUIET, told).await;
    }
}

async fn blocking(work: impl FnOnce() + Send + 'static) {
    if let Err(error) = tokio::task::spawn_blocking(work).await {
        tracing::error!("what is due was not done: {error}");
    }
}

/// Reads `ID@IP:PORT`.
fn peer(text: &str) -> Result<(DeviceId, SocketAddr), Failure> {
    let wrong = || Failure::Usage(tr!("cli-not-an-address", text = text));
    let (device, address) = text.split_once('@').ok_or_else(wrong)?;
    match (device.parse(), address.parse()) {
        (Ok(device), Ok(address)) => Ok((device, address)),
        _ => Err(wrong()),
    }
}
