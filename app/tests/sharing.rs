//! The consent gate through the engine's commands, between two municipalities over real nodes: what newer versions, last
//! days and withdrawals bring about elsewhere.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar::engine::{Ask, Command, CommandError, Done, Executor};
use deelbaar_schema::disclosure::{Choice, Disclosure, DisclosureError, Missing, Sharing};
use deelbaar_schema::field::{Field, Mask, Value};
use deelbaar_schema::gate::{ActError, Visibility};
use deelbaar_schema::id::{ItemId, RecordId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::shared::SharedValue;
use deelbaar_schema::statement::Audience;
use deelbaar_tests::{Device, LEUSDEN, SOEST};

/// What everything for everyone needs.
const FACE: [(Field, &str); 3] =
    [(Field::Language, "nl"), (Field::SummaryNl, "Taal leren."), (Field::SummaryEn, "Language.")];

/// For everyone, by one of the six choices.
fn public(choice: Choice, article: &str) -> Sharing {
    let disclosure = Some(Disclosure { choice, article: article.into() });
    Sharing { audience: Audience::Public, disclosure, ..Sharing::REGION }
}

/// Leusden with its alderman, and Soest that reads along.
struct Region {
    officer: Device,
    alderman: Device,
    soest: Device,
}

impl Region {
    async fn new() -> Self {
        let officer = Device::found(LEUSDEN).await;
        let alderman = officer.colleague(Role::Alderman).await;
        let soest = officer.municipality(SOEST).await;
        soest.meet(&alderman);
        Self { officer, alderman, soest }
    }

    fn asks(&self, command: Command) -> Result<Done, CommandError> {
        Executor::new(self.officer.workspace.clone(), None).execute(command)
    }

    fn answers(&self, command: Command) -> Result<Done, CommandError> {
        Executor::new(self.alderman.workspace.clone(), None).execute(command)
    }

    fn request(&self, item: ItemId, sharing: Sharing, without: Mask) -> Result<RecordId, CommandError> {
        let (confirmed, note) = (Vec::new(), String::new());
        match self.asks(Command::RequestConsent {
            item,
            without,
            files: std::collections::BTreeSet::new(),
            sharing,
            confirmed,
            note,
        })? {
            Done::Recorded(request) => Ok(request),
            other => panic!("{other:?}"),
        }
    }

    /// Waits for the request at the alderman's, and consents on the terms that it asks for.
    async fn consent(&self, request: RecordId) {
        let executor = Executor::new(self.alderman.workspace.clone(), None);
        let asked = || executor.view().inbox.iter().find(|entry| entry.request == request).cloned();
        self.alderman.until("the request", |_| asked().is_some()).await;
        let Ask::Consent { sharing, without, .. } = asked().unwrap().ask else { panic!("no request for consent") };
        self.answers(Command::GiveConsent { request, without, sharing, note: String::new() }).unwrap();
    }

    async fn share(&self, item: ItemId, sharing: Sharing) {
        let request = self.request(item, sharing, Mask::none()).unwrap();
        self.consent(request).await;
        self.officer.until("the consent", |d| visibility(d, item) != Some(Visibility::Private)).await;
    }

    /// Asks in vain; returns what is missing first.
    fn lacks(&self, item: ItemId, sharing: Sharing) -> Vec<Missing> {
        match self.request(item, sharing, Mask::none()) {
            Err(CommandError::Act(ActError::Disclosure(DisclosureError::Missing(missing)))) => missing,
            other => panic!("{other:?}"),
        }
    }

    fn fill_in(&self, item: ItemId, fields: &[(Field, &str)]) {
        for (field, text) in fields {
            let (field, value) = (*field, Some(Value::Line((*text).into())));
            self.asks(Command::SetField { item, field, value }).unwrap();
        }
    }

    fn write(&self, item: ItemId, text: &str) {
        let base = self.officer.body(item).unwrap();
        self.asks(Command::SetBody { item, base, text: text.into() }).unwrap();
    }

    /// What Soest shows of Leusden: version and text.
    fn seen(&self) -> Option<(u32, String)> {
        let today = self.soest.workspace.clock().today();
        self.soest.workspace.region().look(|region| {
            let (_, version) = region.visible(today).next()?;
            Some((version.version, version.item.body.clone().unwrap_or_default()))
        })
    }

    async fn soest_sees(&self, version: u32, text: &str) {
        self.soest.until(text, |_| self.seen() == Some((version, text.into()))).await;
    }
}

fn visibility(device: &Device, item: ItemId) -> Option<Visibility> {
    let today = device.workspace.clock().today();
    device.workspace.municipality().look(|state| Some(state.visibility(state.item(item)?, today)))
}

#[tokio::test(flavor = "multi_thread")]
async fn newer_versions_follow_under_a_standing_consent_and_go_with_it() {
    let region = Box::pin(Region::new()).await;
    let item = region.officer.add(ItemKind::Section, "Schouw", "Eerste tekst.");
    region.share(item, Sharing { standing: true, ..Sharing::REGION }).await;
    region.soest_sees(1, "Eerste tekst.").await;

    region.write(item, "Tweede tekst.");
    let view = Executor::new(region.officer.workspace.clone(), None).view();
    let shown = view.item(item).unwrap();
    assert!(shown.can.revise && shown.revision.as_ref().unwrap().next.body.as_deref() == Some("Tweede tekst."));
    assert!(!region.soest.holds("Tweede tekst."), "nothing goes before somebody shares it");
    region.asks(Command::Revise { item, confirmed: Vec::new() }).unwrap();
    let again = region.asks(Command::Revise { item, confirmed: Vec::new() });
    assert!(matches!(again, Err(CommandError::NotNow)), "{again:?}");
    // The alderman's device publishes what an officer made.
    region.soest_sees(2, "Tweede tekst.").await;

    // One version is taken back, the other shows again; then everything.
    region
        .alderman
        .until("the revision", |d| {
            visibility(d, item).is_some_and(|v| matches!(v, Visibility::Shared { version: 2, .. }))
        })
        .await;
    region.answers(Command::Withdraw { item, version: Some(2) }).unwrap();
    region.soest_sees(1, "Eerste tekst.").await;
    assert!(!region.soest.holds("Tweede tekst."));
    region.answers(Command::WithdrawAll).unwrap();
    region.soest.until("nothing", |_| region.seen().is_none()).await;
    assert!(!region.soest.holds("Eerste tekst."));
    region.officer.until("the withdrawal", |d| visibility(d, item) == Some(Visibility::Withdrawn)).await;
    let late = region.asks(Command::Revise { item, confirmed: Vec::new() });
    assert!(matches!(late, Err(CommandError::Act(ActError::NothingShared))), "{late:?}");
    let twice = region.answers(Command::WithdrawAll);
    assert!(matches!(twice, Err(CommandError::Act(ActError::NothingShared))), "{twice:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_its_last_day_everybody_deletes_it_without_anybody_doing_anything() {
    let mut region = Box::pin(Region::new()).await;
    let item = region.officer.add(ItemKind::Section, "Proef", "Alleen deze week.");
    let last = region.officer.workspace.clock().today();
    region.share(item, Sharing { until: Some(last), ..Sharing::REGION }).await;
    region.soest_sees(1, "Alleen deze week.").await;
    // The next day, with the alderman's device off: the officer's carries it out.
    region.alderman.go_offline().await;
    let officer = region.officer.days_later(1).await;
    assert_eq!(visibility(&officer, item), Some(Visibility::Ended(last)));
    region.soest.meet(&officer);
    region.soest.until("it is gone", |d| !d.holds("Alleen deze week.")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_for_everyone_is_asked_with_a_choice_and_everything_that_takes() {
    let region = Box::pin(Region::new()).await;
    let item = region.officer.add(ItemKind::Section, "Taalcafé", "Elke week in de bibliotheek.");
    let missing = region.lacks(item, public(Choice::Everything, ""));
    assert_eq!(missing, [Missing::Language, Missing::SummaryNl, Missing::SummaryEn]);
    region.fill_in(item, &FACE);
    let decision_only = public(Choice::DecisionOnly, "5.1 lid 2 Woo");
    let body = Mask::without([Field::Body]);
    let request = region.request(item, decision_only, body).unwrap();
    region.consent(request).await;
    region.soest_sees(1, "").await;
    assert!(!region.soest.holds("bibliotheek"));
    let view = Executor::new(region.soest.workspace.clone(), None).view();
    let shared = &view.region.sections[0];
    assert_eq!(
        (shared.audience, shared.disclosure.as_ref().unwrap().article.as_str()),
        (Audience::Public, "5.1 lid 2 Woo")
    );
}

/// The press release goes along where the choice says so, and nowhere else.
#[tokio::test(flavor = "multi_thread")]
async fn a_press_release_goes_along_only_with_the_choice_for_it() {
    const RELEASE: &str = "Leusden opent een taalcafé.";
    let region = Box::pin(Region::new()).await;
    let item = region.officer.add(ItemKind::Section, "Taalcafé", "Elke week in de bibliotheek.");
    region.fill_in(item, &FACE);
    assert_eq!(region.lacks(item, public(Choice::WithPressRelease, "")), [Missing::PressRelease]);
    region.fill_in(item, &[(Field::PressRelease, RELEASE)]);

    let without = Mask::without([Field::PressRelease]);
    let request = region.request(item, public(Choice::Everything, ""), without).unwrap();
    region.consent(request).await;
    region.soest_sees(1, "Elke week in de bibliotheek.").await;
    assert!(!region.soest.holds(RELEASE), "it is no part of that choice");
    let request = region.request(item, public(Choice::WithPressRelease, ""), Mask::none()).unwrap();
    region.consent(request).await;
    region.soest_sees(2, "Elke week in de bibliotheek.").await;
    let view = Executor::new(region.soest.workspace.clone(), None).view();
    let shared = &view.region.sections[0];
    let released = shared.item.details.get(Field::PressRelease.name());
    assert_eq!(released, Some(&SharedValue::Text(RELEASE.into())));
    assert_eq!(shared.disclosure.as_ref().unwrap().choice, Choice::WithPressRelease);
}

/// For everyone, and not before its day: until then no other municipality has a byte of it.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_for_everyone_from_a_day_on_comes_on_that_day() {
    let region = Box::pin(Region::new()).await;
    let item = region.officer.add(ItemKind::Section, "Opening", "De wethouder opent het huis.");
    region.fill_in(item, &FACE);
    assert_eq!(region.lacks(item, public(Choice::After, "")), [Missing::Day]);
    let tomorrow = region.officer.workspace.clock().today().succ_opt().unwrap();
    let sharing = Sharing { embargo: Some(tomorrow), ..public(Choice::After, "") };
    let request = region.request(item, sharing, Mask::none()).unwrap();
    region.consent(request).await;
    // What has no such day and was consented to later is there.
    let now = region.officer.add(ItemKind::Section, "Nu al", "Vandaag te zien.");
    region.share(now, Sharing::REGION).await;
    region.soest_sees(1, "Vandaag te zien.").await;
    assert!(!region.soest.holds("De wethouder opent het huis."));

    let Region { officer: _officer, alderman, soest } = region;
    let alderman = Box::pin(alderman.days_later(1)).await;
    let soest = Box::pin(soest.days_later(1)).await;
    soest.meet(&alderman);
    soest.until("what is public from that day on", |d| d.region_titles().contains(&"Opening".to_owned())).await;
    let view = Executor::new(soest.workspace.clone(), None).view();
    let opening = view.region.sections.iter().find(|section| section.item.title == "Opening").unwrap();
    assert_eq!((opening.audience, opening.disclosure.as_ref().unwrap().choice), (Audience::Public, Choice::After));
}

/// How many sections or newer versions are new on this device.
fn unseen(device: &Device) -> usize {
    Executor::new(device.workspace.clone(), None).view().unseen.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_shared_is_new_until_somebody_looked_and_nobody_else_hears_of_that() {
    let region = Box::pin(Region::new()).await;
    let item = region.officer.add(ItemKind::Section, "Schouw", "Eerste tekst.");
    region.share(item, Sharing { standing: true, ..Sharing::REGION }).await;
    region.soest_sees(1, "Eerste tekst.").await;
    assert_eq!((unseen(&region.soest), unseen(&region.officer)), (1, 0), "one's own is no news");

    let counts = |device: &Device| {
        (device.workspace.municipality().count(), device.workspace.region().count(), device.everything().len())
    };
    let before = counts(&region.soest);
    let look = || Executor::new(region.soest.workspace.clone(), None).execute(Command::LookedAtRegion).unwrap();
    look();
    assert_eq!((unseen(&region.soest), counts(&region.soest)), (0, before), "no record of it");

    // A newer version is new again; what is taken back is not.
    region.write(item, "Tweede tekst.");
    region.asks(Command::Revise { item, confirmed: Vec::new() }).unwrap();
    region.soest_sees(2, "Tweede tekst.").await;
    assert_eq!(unseen(&region.soest), 1);
    look();
    region.answers(Command::Withdraw { item, version: None }).unwrap();
    region.soest.until("that it went", |_| region.seen().is_none()).await;
    assert_eq!(unseen(&region.soest), 0);
}
