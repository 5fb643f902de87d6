//! Texts that came later than their heads, and so lie before what they need: they show, they are checked and put back, and they
//! are deleted, also after a restart.

use deelbaar_schema::encoding;
use deelbaar_schema::publication::Emptied;
use deelbaar_schema::record::{Kind, LogHead, Record, WireRecord};

use super::erasure::{CANARY, QUICK, nothing_left, readable, words};
use super::*;
use crate::replica::OpenReplicaError;
use crate::store::StoreError;
use crate::store::watched::{Disk, Fault};

fn publications(workspace: &Workspace) -> Vec<WireRecord> {
    let all = workspace.region().records_of(Kind::Publication).unwrap();
    all.iter().map(Record::to_wire).collect()
}

fn bare(wire: &WireRecord) -> WireRecord {
    WireRecord { body: None, ..wire.clone() }
}

#[track_caller]
fn sound(workspace: &Workspace) {
    let flaws: Vec<_> = workspace.verify().unwrap().into_iter().filter_map(|(_, _, flaw)| flaw).collect();
    assert!(flaws.is_empty(), "{flaws:?}");
}

/// Leusden's first alderman's device publishes what the second one, let in later, consented to.
struct Later {
    pair: Pair,
    second: Workspace,
    soest: Workspace,
    place: std::path::PathBuf,
    item: ItemId,
    publication: WireRecord,
}

impl Later {
    /// Soest knows the device that publishes, and not yet who consented.
    fn new(sharing: Sharing) -> Self {
        let (pair, key) = Pair::with_second(|_| ());
        let place = pair.dir.path().join("soest");
        let soest = neighbour(&pair, &place);
        exchange_region(&pair.officer, &soest);
        let eva = person(4, "Eva Visser", Role::Alderman, &pair.hands.clock());
        let second = let_in(&pair.officer, eva, &key, &pair.dir.path().join("second"));
        exchange(&pair.officer, &second);
        let item = add(&pair.officer, "Gaat terug", CANARY);
        request_on(&pair.officer, item, sharing);
        exchange(&pair.officer, &second);
        consent(&second, item);
        pair.hands.set(START + DAY);
        give(pair.officer.region(), pair.alderman.region());
        give(second.municipality(), pair.alderman.municipality());
        pair.alderman.settle().unwrap();
        let publication = publications(&pair.alderman).pop().expect("the colleague's device publishes it");
        give(pair.alderman.region(), pair.officer.region());
        Self { pair, second, soest, place, item, publication }
    }

    /// The head comes first, then whoever consented, then the text.
    fn head_first(sharing: Sharing) -> Self {
        let this = Self::new(sharing);
        let region = this.soest.region();
        let refused = |wire: WireRecord| region.accept(vec![wire]).unwrap().refused;
        let early = refused(this.publication.clone());
        assert!(!early.is_empty(), "nobody whom it knows consented");
        assert_eq!(refused(bare(&this.publication)), []);
        give(this.pair.officer.region(), region);
        assert!(region.wants().is_empty());
        this
    }

    fn reopened(self) -> Self {
        let Self { soest, place, pair, .. } = self;
        drop(soest);
        let soest = Workspace::open(&place, pair.hands.clock()).unwrap();
        Self { pair, soest, place, ..self }
    }

    /// Where the publication lies at Soest.
    fn arrival(&self) -> u64 {
        let id = self.publication.clone().verify().unwrap().id();
        let at = self.soest.region().records().unwrap().iter().position(|record| record.id() == id).unwrap();
        u64::try_from(at).unwrap()
    }

    /// Puts the text where its head lies, as an earlier version of the program left it there.
    fn lay_there(&self) {
        let (space, arrival) = (self.soest.region_space(), self.arrival());
        let body = self.publication.body.clone().unwrap();
        self.soest.store().write(|tx| tx.set_body(space.as_bytes(), arrival, &body)).unwrap();
    }

    /// It is taken back, and Soest hears of it.
    fn withdraw(&self) {
        withdraw(&self.second, self.item);
        exchange(&self.pair.officer, &self.second);
        exchange_region(&self.pair.officer, &self.soest);
    }
}

fn embargoed() -> Sharing {
    Sharing { embargo: Some(Timestamp(START + DAY).date()), ..Sharing::REGION }
}

#[test]
fn a_text_that_came_after_its_head_shows_after_a_restart_is_sound_and_goes_with_its_withdrawal() {
    let mut later = Later::head_first(Sharing::REGION);
    for restarts in 0..3 {
        assert_eq!(titles(&later.soest), ["Gaat terug"], "{restarts}");
        assert!(later.soest.region().wants().is_empty());
        sound(&later.soest);
        later = later.reopened();
    }
    // What a removal of whoever consented keeps is not forgotten.
    let (signer, leusden) = (later.second.device(), later.second.code());
    assert_eq!(later.soest.region().look(|region| region.standing_statements(&signer, leusden).len()), 1);

    let (copy, back) = (later.pair.dir.path().join("copy"), later.pair.dir.path().join("back"));
    later.soest.backup(&copy, &words(), QUICK).unwrap();
    Workspace::restore(&copy, &back, &words(), &later.pair.hands.clock()).unwrap();
    let back = Workspace::open(&back, later.pair.hands.clock()).unwrap();
    assert_eq!(titles(&back), ["Gaat terug"]);
    sound(&back);

    let before = TempDir::new().unwrap();
    copy_folder(&later.place, before.path());
    later.withdraw();
    assert!(!readable(&later.soest));
    nothing_left(before.path(), &later.place);
    let id = later.publication.clone().verify().unwrap().id();
    assert!(later.soest.region().supply(&[id]).unwrap().is_empty());
    give(later.pair.officer.region(), back.region());
    assert!(!readable(&back));
}

/// The day of an embargo came, and the clock went back before the restart.
#[test]
fn a_text_of_a_later_day_is_known_after_a_restart_and_goes_with_its_withdrawal() {
    for withdrawn in [false, true] {
        let later = Later::head_first(embargoed());
        assert_eq!(titles(&later.soest), ["Gaat terug"]);
        later.pair.hands.set(START);
        let later = later.reopened();
        assert!(titles(&later.soest).is_empty(), "not before its day");
        sound(&later.soest);
        if withdrawn {
            later.withdraw();
            assert!(!readable(&later.soest));
        }
        later.pair.hands.set(START + DAY);
        assert_eq!(titles(&later.soest).is_empty(), withdrawn);
    }
}

/// As an earlier version of the program left it: it was taken back and confirmed, and lies there still.
#[test]
fn what_was_taken_back_and_lies_here_still_goes_at_the_next_start() {
    for head_first in [true, false] {
        let later = if head_first { Later::head_first(Sharing::REGION) } else { Later::new(Sharing::REGION) };
        give(later.pair.officer.region(), later.soest.region());
        later.withdraw();
        assert!(!readable(&later.soest));
        later.lay_there();
        assert!(readable(&later.soest));
        let key = std::fs::read(later.place.join("key")).unwrap();
        let later = later.reopened();
        assert!(!readable(&later.soest), "head first: {head_first}");
        assert!(titles(&later.soest).is_empty() && later.soest.region().wants().is_empty());
        sound(&later.soest);
        assert!(!later.soest.is_deletion_unfinished());
        assert_ne!(std::fs::read(later.place.join("key")).unwrap(), key, "the store moved");
        assert!(!readable(&later.reopened().soest));
    }
}

/// It may neither keep the text nor say that it is gone: so it does not open, says why, and opens once the disk takes that.
#[test]
fn a_text_that_must_go_on_a_disk_that_takes_no_writes_keeps_the_workspace_closed_until_it_does() {
    let later = Later::new(Sharing::REGION);
    give(later.pair.officer.region(), later.soest.region());
    later.withdraw();
    later.lay_there();
    let Later { soest, place, pair, .. } = later;
    drop(soest);
    let disk = Disk::under(&place);
    // With ever more room, until the removal fits: the fresh key may come later.
    let mut opened_too_far = false;
    let mut rooms = (0..).map(|parts| parts * 4096);
    let soest = loop {
        disk.fail(rooms.next().map(Fault::Full));
        match Workspace::open(&place, pair.hands.clock()) {
            Ok(soest) => break soest,
            Err(refused) => {
                assert!(refused.disk().is_some() && !refused.is_damage(), "{refused:?}");
                opened_too_far |=
                    matches!(refused, WorkspaceError::Replica(OpenReplicaError::Store(StoreError::Disk(_))));
            }
        }
    };
    assert!(opened_too_far, "the removal itself was never refused");
    assert!(!readable(&soest) && titles(&soest).is_empty());
    drop(soest);
    disk.fail(None);
    let soest = Workspace::open(&place, pair.hands.clock()).unwrap();
    assert!(!readable(&soest) && !soest.is_deletion_unfinished());
    sound(&soest);
}

/// A text of which nobody can be asked whether it is withdrawn does not stay: it comes again when it is due.
#[test]
fn a_text_that_does_not_hold_here_goes_at_the_next_start_and_is_asked_for_again() {
    let later = Later::new(Sharing::REGION);
    assert_eq!(later.soest.region().accept(vec![bare(&later.publication)]).unwrap().taken, 1);
    later.lay_there();
    let before = TempDir::new().unwrap();
    copy_folder(&later.place, before.path());
    let later = later.reopened();
    assert!(!readable(&later.soest));
    nothing_left(before.path(), &later.place);
    let id = later.publication.clone().verify().unwrap().id();
    assert_eq!(later.soest.region().wants(), [id]);
    give(later.pair.officer.region(), later.soest.region());
    assert_eq!(titles(&later.soest), ["Gaat terug"]);
    sound(&later.reopened().soest);
}

/// That this publication was emptied.
fn emptied(workspace: &Workspace, municipality: MunicipalityCode, of: &Record) -> Vec<u8> {
    let places = vec![(of.header().author, of.header().seq)];
    encoding::encode(&Emptied { region: workspace.region_space(), municipality, places }).unwrap()
}

/// What the other lacks, without any text.
fn give_bare(from: &Replica<RegionState>, to: &Replica<RegionState>) {
    let batch = from.next_batch(&mut 0, &mut to.heights(), 0).unwrap();
    let is_publication = |wire: &WireRecord| wire.clone().verify().unwrap().header().kind == Kind::Publication;
    let batch = batch.into_iter().map(|wire| if is_publication(&wire) { bare(&wire) } else { wire });
    assert_eq!(to.accept(batch.collect()).unwrap().refused, []);
}

/// Whatever is said of a text that is not here, and by whom: when it comes it is taken in, and once nobody's word counts any more it
/// is asked for as before.
#[test]
fn that_a_publication_was_emptied_takes_no_text_away() {
    let later = Later::new(Sharing::REGION);
    let (region, code) = (later.soest.region(), later.pair.officer.code());
    give_bare(later.pair.officer.region(), region);
    let publication = later.publication.clone().verify().unwrap();
    assert_eq!(region.wants(), [publication.id()]);
    // A reader of Leusden, let in and removed.
    let clock = later.pair.hands.clock();
    let reader = random_key().unwrap();
    let who = person(5, "Ria Rood", Role::Reader, &clock);
    later.pair.officer.enrol(reader.device(), &who, None).unwrap();
    give_bare(later.pair.officer.region(), region);
    let body = emptied(&later.soest, code, &publication);
    let said = Record::create(&reader, region.space(), LogHead::EMPTY, Timestamp(START), Kind::Emptied, body).unwrap();
    assert_eq!(region.accept(vec![said.to_wire()]).unwrap().taken, 1);
    assert_eq!((region.wants(), region.given_up()), (Vec::new(), vec![publication.id()]));
    later.pair.officer.remove(reader.device()).unwrap();
    give_bare(later.pair.officer.region(), region);
    assert_eq!((region.wants(), region.given_up()), (vec![publication.id()], Vec::new()), "its word counts no more");

    // A device that takes part says it, and somebody has the text all the same.
    let officer = &later.pair.officer;
    officer.region().append(&officer.key(), Kind::Emptied, emptied(&later.soest, code, &publication)).unwrap();
    give_bare(officer.region(), region);
    assert_eq!((region.wants(), region.given_up()), (Vec::new(), vec![publication.id()]));
    let later = later.reopened();
    let region = later.soest.region();
    assert_eq!((region.wants(), region.given_up()), (Vec::new(), vec![publication.id()]));
    assert_eq!(region.accept(vec![later.publication.clone()]).unwrap().taken, 1);
    assert_eq!(titles(&later.soest), ["Gaat terug"]);
    assert_eq!((region.wants(), region.given_up()), (Vec::new(), Vec::new()));
    let later = later.reopened();
    assert_eq!(titles(&later.soest), ["Gaat terug"]);
    // What was taken back does not come in that way.
    later.withdraw();
    assert_eq!(later.soest.region().accept(vec![later.publication.clone()]).unwrap().taken, 0);
    assert!(!readable(&later.soest));
}
