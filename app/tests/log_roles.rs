//! The log names who did something in the role that they had on that day.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar::engine::{CharterKind, Command, Executor, LogEntry, LogKind};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::time::Term;
use deelbaar_tests::{Device, LEUSDEN};

#[tokio::test(flavor = "multi_thread")]
async fn who_was_alderman_on_that_day_is_named_so_whatever_they_are_today() {
    let officer = Device::found(LEUSDEN).await;
    let other = officer.colleague(Role::Alderman).await;
    let on = |device: &Device| Executor::new(device.workspace.clone(), None);
    let today = officer.workspace.clock().today();
    let (kinds, asks) = ([ItemKind::Activity].into(), [officer.workspace.device()].into());
    let device = officer.workspace.device();
    on(&other).execute(Command::GiveMandate { device, kinds, asks, until: today + chrono::Days::new(30) }).unwrap();
    officer.until("the mandate", |d| !on(d).view().powers.mandates.is_empty()).await;

    // The day after, the alderman becomes an officer.
    let officer = Box::pin(officer.days_later(1)).await;
    let term = Term::since(officer.workspace.clock().today());
    officer.workspace.change_role(other.workspace.device(), Role::PolicyOfficer, term, None).unwrap();
    let view = on(&officer).view();
    let given = |entry: &&LogEntry| entry.what == LogKind::Charter(CharterKind::MandateGiven);
    let entry = view.log.iter().find(given).unwrap();
    assert_eq!((entry.who.role, entry.on.as_str()), (Some(Role::Alderman), view.me.name.as_str()));
}
