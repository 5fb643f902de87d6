//! A code is good for a day, and people change meanwhile: what counts is who they are when somebody is let in.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use deelbaar::engine::{AtTheDoor, Command, CommandError, Done, Executor, Invitee};
use deelbaar::explain::explain;
use deelbaar::i18n::{Lang, with_language};
use deelbaar_schema::gate::ActError;
use deelbaar_schema::id::DeviceId;
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState as _;
use deelbaar_schema::time::{Term, Timestamp};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::{Asked, Closed, Code, Grant, Invitation, JoinError, Listen, Verdict, ask};
use deelbaar_sync::workspace::WorkspaceError;
use deelbaar_tests::{Device, LEUSDEN, term};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

const HOUR: i64 = 60 * 60 * 1000;

/// A device whose clock stands still, at ten in the evening of today, until somebody moves it.
async fn in_the_evening(device: Device) -> (Device, Arc<AtomicI64>) {
    let now = device.workspace.clock().now();
    let since_midnight = now.dutch() - now.date().and_hms_opt(0, 0, 0).unwrap();
    let hands = Arc::new(AtomicI64::new(now.0 - since_midnight.num_milliseconds() + 22 * HOUR));
    let read = Arc::clone(&hands);
    (device.with_clock(Clock::from_fn(move || Timestamp(read.load(Ordering::SeqCst)))).await, hands)
}

fn on(device: &Device) -> Executor {
    Executor::new(device.workspace.clone(), device.node.clone())
}

fn invite(executor: &mut Executor, invitee: Invitee) -> Code {
    let Done::Invited(code, _) = executor.execute(Command::Invite(invitee)).unwrap() else { panic!("no code") };
    code.parse().unwrap()
}

fn asks(code: &Code) -> JoinHandle<Result<Grant, JoinError>> {
    let code = code.clone();
    tokio::spawn(async move { ask(&code, "Iemand", None, Listen::LOOPBACK, |_| {}).await })
}

async fn at_the_door(executor: &mut Executor) -> DeviceId {
    match executor.at_the_door().await {
        Some(AtTheDoor::Came(applicant)) => applicant.device,
        other => panic!("{other:?}"),
    }
}

fn let_in(executor: &mut Executor, device: DeviceId) -> Result<Done, CommandError> {
    executor.execute(Command::Answer { device, approve: true, second: String::new() })
}

/// In which role each device of the municipality takes part today.
fn members(device: &Device) -> usize {
    let both = [
        device.workspace.municipality().look(|state| state.charter().members().count()),
        device.workspace.region().look(|region| region.charter().members().count()),
    ];
    both.iter().sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_for_a_second_device_gives_the_role_of_the_day_on_which_it_is_used() {
    let officer = Device::found(LEUSDEN).await;
    let clerk = officer.colleague(Role::PolicyOfficer).await;
    let mut executor = on(&officer);
    let code = invite(&mut executor, Invitee::Device { of: clerk.workspace.device() });
    officer.workspace.change_role(clerk.workspace.device(), Role::Reader, term(), None).unwrap();
    let asking = asks(&code);
    let device = at_the_door(&mut executor).await;
    let view = executor.view();
    let applicant = &view.applicants[0];
    assert_eq!(view.role_of(&applicant.invitation), Some(Role::Reader), "and not as what was invited");
    let_in(&mut executor, device).unwrap();
    let grant = asking.await.unwrap().unwrap();
    assert_eq!(grant.identity.person.role, Role::Reader);
    let today = officer.workspace.clock().today();
    let held = officer.workspace.municipality().look(|state| state.charter().member_on(&device, today).unwrap());
    assert_eq!((held.role, held.person), (Role::Reader, clerk.workspace.person().id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_for_a_second_device_lets_nobody_in_once_the_person_was_removed() {
    let officer = Device::found(LEUSDEN).await;
    let clerk = officer.colleague(Role::PolicyOfficer).await;
    let gone = clerk.workspace.device();
    let mut executor = on(&officer);
    let codes = [(); 3].map(|()| invite(&mut executor, Invitee::Device { of: gone }));
    let asking = asks(&codes[0]);
    let device = at_the_door(&mut executor).await;

    // Removed while the new device waits: whoever presses yes hears why not.
    officer.workspace.remove(gone).unwrap();
    let before = members(&officer);
    let refused = let_in(&mut executor, device).unwrap_err();
    assert!(matches!(refused, CommandError::Workspace(WorkspaceError::TakesPartNoMore)), "{refused:?}");
    let said = with_language(Lang::Nl, || explain(&refused));
    assert!(said.what.contains("doet niet meer mee"), "{said:?}");
    assert_eq!(executor.view().applicants.len(), 1, "it still waits for the answer");
    executor.execute(Command::Answer { device, approve: false, second: String::new() }).unwrap();
    assert!(matches!(asking.await.unwrap(), Err(JoinError::Declined)));

    // Asked after it: told at once, and nobody is bothered.
    let vain = asks(&codes[1]).await.unwrap();
    assert!(matches!(vain, Err(JoinError::Closed(Closed::Cancelled))), "{vain:?}");
    assert_eq!(members(&officer), before);
    assert_eq!(executor.invitations().len(), 1, "what was tried is over, the last was not tried");
}

/// Past the command: the last look is when the enrolment is signed.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_removed_at_the_moment_of_the_answer_is_not_enrolled() {
    let officer = Device::found(LEUSDEN).await;
    let clerk = officer.colleague(Role::PolicyOfficer).await;
    let (doorkeeper, mut asked) = mpsc::channel::<Asked>(1);
    let code = officer.node().invite(Invitation::Device(clerk.workspace.person().id), doorkeeper).unwrap();
    let asking = asks(&code);
    let asked = asked.recv().await.unwrap();
    officer.workspace.remove(clerk.workspace.device()).unwrap();
    let before = members(&officer);
    asked.answer.send(Verdict::Admit(None)).unwrap();
    assert!(matches!(asking.await.unwrap(), Err(JoinError::NotEnrolled)));
    assert_eq!(members(&officer), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_outlives_neither_the_term_of_an_alderman_nor_the_role_of_whoever_gave_it() {
    let officer = Device::found(LEUSDEN).await;
    let today = officer.workspace.clock().today();
    let alderman = officer.colleague_for(Role::Alderman, Term { until: Some(today), ..term() }).await;
    let own = officer.workspace.device();
    let (officer, hands) = in_the_evening(officer).await;
    let mut executor = on(&officer);
    let of_alderman = invite(&mut executor, Invitee::Device { of: alderman.workspace.device() });
    let adviser = Invitee::Colleague { role: Role::Adviser, term: term() };
    let of_adviser = [(); 2].map(|()| invite(&mut executor, adviser.clone()));
    // From tomorrow on whoever invited reads along, and the alderman is none any more.
    let tomorrow = today.succ_opt().unwrap();
    officer.workspace.change_role(own, Role::Reader, Term::since(tomorrow), None).unwrap();
    let asking = asks(&of_adviser[0]);
    let device = at_the_door(&mut executor).await;
    hands.fetch_add(4 * HOUR, Ordering::SeqCst);

    let before = members(&officer);
    let refused = let_in(&mut executor, device).unwrap_err();
    assert!(matches!(refused, CommandError::Act(ActError::Charter(_))), "{refused:?}");
    executor.execute(Command::Answer { device, approve: false, second: String::new() }).unwrap();
    assert!(asking.await.unwrap().is_err());
    let vain = asks(&of_alderman).await.unwrap();
    assert!(matches!(vain, Err(JoinError::Closed(Closed::Cancelled))), "{vain:?}");
    // Past the command.
    let (doorkeeper, mut asked) = mpsc::channel::<Asked>(1);
    officer.node().receive_applicants(doorkeeper);
    let asking = asks(&of_adviser[1]);
    asked.recv().await.unwrap().answer.send(Verdict::Admit(None)).unwrap();
    assert!(matches!(asking.await.unwrap(), Err(JoinError::NotEnrolled)));
    assert_eq!(members(&officer), before);
}
