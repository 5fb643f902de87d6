//! Roles and terms that change, and what somebody may do at the edge of their own term.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar::engine::{Ask, Command, CommandError, Executor, Invitee, Refused};
use deelbaar::explain::explain;
use deelbaar::i18n::{Lang, with_language};
use deelbaar::words;
use deelbaar_schema::act::Outcome;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Mask;
use deelbaar_schema::gate::Phase;
use deelbaar_schema::id::{DeviceId, MunicipalityCode, PersonId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState as _;
use deelbaar_schema::statement::Body;
use deelbaar_schema::time::{Date, Term};
use deelbaar_sync::net::Invitation;
use deelbaar_sync::workspace::{Person, Root, WorkspaceError, random, random_key, words_of};
use deelbaar_tests::binary::Folder;
use deelbaar_tests::{Device, LEUSDEN, term};

fn on(device: &Device) -> Executor {
    Executor::new(device.workspace.clone(), device.node.clone())
}

/// Somebody who is let in, and a device of theirs.
fn enrolled(officer: &Device, role: Role, term: Term) -> (DeviceId, Person) {
    let id = PersonId::from_bytes(*random::<16>().unwrap());
    let person = Person { id, name: "Kim Smit".into(), role, term };
    (another_device(officer, &person), person)
}

fn another_device(officer: &Device, person: &Person) -> DeviceId {
    let device = random_key().unwrap().device();
    officer.workspace.enrol(device, person, officer.second.as_ref()).unwrap();
    device
}

fn change(device: DeviceId, role: Role, term: Term) -> Command {
    Command::ChangeRole { device, role, term, second: String::new() }
}

/// The role that a device has on a day: at home, and in the region.
fn role(officer: &Device, device: &DeviceId, day: Date) -> Option<Role> {
    let own = officer.workspace.municipality().look(|s| s.charter().member_on(device, day).map(|e| e.role));
    let public = officer.workspace.region().look(|s| s.charter().member_on(device, day).map(|e| e.role));
    assert_eq!(own, public);
    own
}

fn days(day: Date, more: u64) -> Date {
    day + chrono::Days::new(more)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_term_that_ended_or_has_not_begun_is_changed() {
    let officer = Device::found(LEUSDEN).await;
    let today = officer.workspace.clock().today();
    let over = Term { until: today.pred_opt(), ..term() };
    let (ended, _) = enrolled(&officer, Role::Adviser, over);
    assert_eq!(role(&officer, &ended, today), None);
    on(&officer).execute(change(ended, Role::Adviser, Term::since(today))).unwrap();
    assert_eq!(role(&officer, &ended, today), Some(Role::Adviser));

    // What has not begun begins later, and not as was said first.
    let (begins, _) = enrolled(&officer, Role::Reader, Term::since(days(today, 10)));
    on(&officer).execute(change(begins, Role::Reader, Term::since(days(today, 20)))).unwrap();
    assert_eq!(role(&officer, &begins, days(today, 15)), None);
    assert_eq!(role(&officer, &begins, days(today, 20)), Some(Role::Reader));

    // What was ended is given again as it was: its statement would still be ended.
    let (back, _) = enrolled(&officer, Role::Adviser, term());
    on(&officer).execute(change(back, Role::Adviser, Term { until: Some(today), ..term() })).unwrap();
    assert_eq!(role(&officer, &back, days(today, 1)), None);
    on(&officer).execute(change(back, Role::Adviser, term())).unwrap();
    assert_eq!(role(&officer, &back, today), Some(Role::Adviser));
    assert_eq!(role(&officer, &back, days(today, 1)), Some(Role::Adviser));

    let nobody = on(&officer).execute(change(random_key().unwrap().device(), Role::Reader, term()));
    assert!(matches!(nobody, Err(CommandError::Workspace(WorkspaceError::NotEnrolled))), "{nobody:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_changes_a_term_that_ended_or_has_not_begun() {
    let officer = Device::found(LEUSDEN).await;
    let today = officer.workspace.clock().today();
    let (ended, _) = enrolled(&officer, Role::Adviser, Term { until: today.pred_opt(), ..term() });
    let (begins, _) = enrolled(&officer, Role::Reader, Term::since(days(today, 10)));
    let folder = Folder::of(officer).await;
    let (ended, begins, from) = (ended.to_string(), begins.to_string(), today.to_string());
    for (device, role) in [(&ended, "adviser"), (&begins, "reader")] {
        folder.json(&["member", "change", device, "--role", role, "--from", &from]);
        let all = folder.json(&["members"]);
        let mut held = all.as_array().unwrap().iter().filter(|one| one["device"] == **device);
        assert!(held.any(|one| one["today"] == true && one["role"] == role), "{all}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_aldermans_term_gets_shorter_without_the_second_person_and_never_longer() {
    let officer = Device::found(LEUSDEN).await;
    let today = officer.workspace.clock().today();
    let (phone, person) = enrolled(&officer, Role::Alderman, term());
    let tablet = another_device(&officer, &person);
    let until = |more| Term { from: today, until: Some(days(today, more)) };
    on(&officer).execute(change(phone, Role::Alderman, until(30))).unwrap();
    for device in [&phone, &tablet] {
        assert_eq!(role(&officer, device, days(today, 30)), Some(Role::Alderman));
        assert_eq!(role(&officer, device, days(today, 31)), None);
    }
    let longer = [until(31), Term::since(today), term()];
    for term in longer {
        let refused = on(&officer).execute(change(phone, Role::Alderman, term));
        assert!(matches!(refused, Err(CommandError::Workspace(WorkspaceError::SecondNeeded))), "{refused:?}");
    }
    assert_eq!(role(&officer, &phone, days(today, 31)), None);
    let second = String::clone(&words_of(officer.second.as_ref().unwrap()));
    let again = Command::ChangeRole { device: phone, role: Role::Alderman, term: term(), second };
    on(&officer).execute(again).unwrap();
    for device in [&phone, &tablet] {
        assert_eq!(role(&officer, device, days(today, 31)), Some(Role::Alderman));
    }
    // A device that never was an alderman's makes the change one that gives something.
    let reader = Person { role: Role::Reader, ..person };
    another_device(&officer, &reader);
    let refused = on(&officer).execute(change(phone, Role::Alderman, until(5)));
    assert!(matches!(refused, Err(CommandError::Workspace(WorkspaceError::SecondNeeded))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_no_role_today_lets_nobody_in_and_hears_where_it_can_be_done() {
    let officer = Device::found(LEUSDEN).await;
    let today = officer.workspace.clock().today();
    let own = officer.workspace.device();
    officer.workspace.change_role(own, Role::PolicyOfficer, Term { from: today, until: Some(today) }, None).unwrap();
    let officer = Box::pin(officer.days_later(1)).await;
    let before = officer.workspace.region().count();
    let invited = on(&officer)
        .execute(Command::Invite(Invitee::Colleague { role: Role::PolicyOfficer, term: Term::since(days(today, 1)) }));
    let refused = invited.unwrap_err();
    assert!(matches!(refused, CommandError::Workspace(WorkspaceError::OwnTermOver)), "{refused:?}");
    let said = with_language(Lang::Nl, || explain(&refused));
    assert!(said.hint.contains("apparaat van de wethouder") && said.hint.contains("herstelwoorden"), "{said:?}");
    let person = Person { role: Role::PolicyOfficer, ..officer.workspace.person() };
    let second = officer.workspace.root_key(Root::Municipality);
    let refused = officer.workspace.enrol(random_key().unwrap().device(), &person, second.as_ref());
    assert!(matches!(refused, Err(WorkspaceError::OwnTermOver)), "{refused:?}");
    assert_eq!(officer.workspace.region().count(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn which_body_decides_is_not_changed_for_a_day_on_which_one_is_no_alderman() {
    let officer = Device::found(LEUSDEN).await;
    let today = officer.workspace.clock().today();
    let alderman = officer.colleague_for(Role::Alderman, Term { until: Some(today), ..term() }).await;
    let before = alderman.workspace.municipality().count();
    let set = Command::SetCompetence { kind: ItemKind::Activity, body: Body::College };
    let refused = on(&alderman).execute(set.clone()).unwrap_err();
    assert!(matches!(refused, CommandError::OutOfOfficeThen(day) if day == days(today, 1)), "{refused:?}");
    assert_eq!(alderman.workspace.municipality().count(), before);
    let next = Box::pin(officer.colleague(Role::Alderman)).await;
    on(&next).execute(set).unwrap();
    assert_eq!(on(&next).view().powers.bodies[0].2, Body::College);
    assert!(on(&next).view().powers.never_began.is_empty());
    // The term gets shorter after that: it does not take effect, and whoever looks is told.
    officer.until("what the alderman set", |officer| on(officer).view().powers.bodies[0].2 == Body::College).await;
    let term = Term { until: Some(today), ..term() };
    officer.workspace.change_role(next.workspace.device(), Role::Alderman, term, None).unwrap();
    let powers = on(&officer).view().powers;
    assert_eq!(powers.bodies[0].2, Body::Alderman);
    let [one] = powers.never_began.as_slice() else { panic!("{:?}", powers.never_began) };
    assert_eq!((one.kind, one.body, one.from), (ItemKind::Activity, Body::College, days(today, 1)));
    let said = with_language(Lang::Nl, || deelbaar::words::never_began(one));
    assert!(said.contains("geen wethouder meer: dat is niet ingegaan"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_refused_or_sent_back_without_a_remark() {
    let officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let item = officer.add(ItemKind::Activity, "Taalwandeling", "Elke week.");
    let submission = officer.submit(item);
    let (without, sharing, files) = (Mask::none(), Sharing::REGION, std::collections::BTreeSet::new());
    let (confirmed, note) = (Vec::new(), String::new());
    on(&officer).execute(Command::RequestConsent { item, without, files, sharing, confirmed, note }).unwrap();
    let asked = || {
        let inbox = on(&alderman).view().inbox.clone();
        inbox.iter().find(|entry| matches!(entry.ask, Ask::Consent { .. })).map(|entry| entry.request)
    };
    alderman.until("both requests", |_| asked().is_some()).await;
    let request = asked().unwrap();
    let decide =
        |outcome, note: &str| Command::Decide { request: submission, outcome, external: None, note: note.into() };
    let decline = |returned, note: &str| Command::DeclineConsent { request, returned, note: note.into() };
    for command in
        [decide(Outcome::SentBack, ""), decide(Outcome::Refused, " \n"), decline(true, ""), decline(false, " ")]
    {
        let refused = on(&alderman).execute(command);
        assert!(matches!(refused, Err(CommandError::NoRemark)), "{refused:?}");
    }
    on(&alderman).execute(decide(Outcome::SentBack, "Graag met een tolk.")).unwrap();
    on(&alderman).execute(decline(true, "Zonder kosten.")).unwrap();
    let view = on(&alderman).view();
    let item = view.item(item).unwrap();
    assert_eq!(item.decision.as_ref().unwrap().phase, Phase::SentBack);
    assert_eq!(item.declined, Some((true, "Zonder kosten.".into())));
}

/// Its own colleagues are all that it ever met.
#[tokio::test(flavor = "multi_thread")]
async fn a_removed_device_that_met_only_colleagues_is_told() {
    let officer = Device::found(LEUSDEN).await;
    let adviser = officer.colleague(Role::Adviser).await;
    let item = officer.add(ItemKind::Section, "Plan", "Tekst.");
    adviser.until("the plan", |d| d.body(item).is_some()).await;
    assert_eq!(on(&adviser).view().status.refused, None);
    officer.workspace.remove(adviser.workspace.device()).unwrap();
    let refused = |d: &Device| on(d).view().status.refused;
    adviser.until("that it is refused", |d| refused(d).is_some()).await;
    assert!(matches!(refused(&adviser), Some(Refused { by_colleagues: true, .. })));
    let said = with_language(Lang::Nl, || words::no_part(&on(&adviser).view())).unwrap();
    assert!(said.starts_with("Apparaten van collega’s laten dit apparaat niet meer toe"), "{said}");
    assert_eq!(on(&officer).view().status.refused, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_municipality_outside_the_region_is_invited_by_its_name() {
    let officer = Device::found(LEUSDEN).await;
    let code = MunicipalityCode::from_number(150).unwrap();
    let invite = Command::Invite(Invitee::Municipality { code, name: Some(" Deventer ".into()) });
    on(&officer).execute(invite).unwrap();
    let open = on(&officer).invitations();
    let named = matches!(&open[0].invitation, Invitation::Municipality { name, .. } if name == "Deventer");
    assert!(named, "{open:?}");

    let folder = Folder::default();
    let init = ["init", "--region", "Salland", "--municipality", "GM0150", "--person", "Bo"];
    let ran = folder.run(&init);
    assert!(ran.code == Some(2) && ran.err.contains("--name"), "{ran:?}");
    let ran = folder.run(&[&init[..], &["--name", "Deventer"]].concat());
    assert!(ran.code == Some(0) && ran.out.contains("Deventer"), "{ran:?}");
    let refused = folder.run(&["invite", "--municipality", "GM0177", "--listen", "127.0.0.1:0"]);
    assert!(refused.code == Some(2) && refused.err.contains("GM0177"), "{refused:?}");
}
