//! The power fails at every write and every sync in turn. What is left opens, and holds whole transactions only: everything
//! that was acknowledged, and at most what was being written.

use std::collections::BTreeMap;

use super::super::medium::watched::{Act, Disk, Event, Luck, Replay};
use super::*;

/// All that a store holds.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Content {
    heads: Vec<(u64, Vec<u8>)>,
    bodies: Vec<(u64, Vec<u8>)>,
    settings: BTreeMap<&'static str, Option<Vec<u8>>>,
}

const SETTINGS: [&str; 2] = ["device key", "undo"];

fn content(store: &Store) -> Content {
    let settings = SETTINGS.map(|name| (name, store.get(Area::Local, name).unwrap())).into_iter().collect();
    Content { heads: all_heads(store, &SPACE), bodies: all_bodies(store, &SPACE), settings }
}

/// What was acknowledged, and when.
struct Work {
    store: Store,
    disk: Disk,
    acknowledged: Vec<(usize, Content)>,
}

impl Work {
    fn step(&mut self, step: impl FnOnce(&Store)) {
        step(&self.store);
        self.acknowledged.push((self.disk.count(), content(&self.store)));
    }

    /// Everything that the store is used for, a little of each.
    fn of_every_kind(dir: &Path) -> Self {
        let disk = Disk::under(dir);
        let store = Store::create(dir).unwrap();
        let acknowledged = vec![(disk.count(), content(&store))];
        let mut work = Self { store, disk, acknowledged };
        // Editing: one record at a time.
        for arrival in 0..3 {
            work.step(|store| {
                store.write(|tx| tx.append(&SPACE, &head(arrival), Some(&body(arrival)))).unwrap();
            });
        }
        work.step(|store| store.write(|tx| tx.put(Area::Local, "device key", b"secret")).unwrap());
        // Exchange: many at once, with a cache beside them.
        work.step(|store| {
            let batch = |tx: &mut Transaction<'_>| {
                for arrival in 3..40 {
                    tx.append(&SPACE, &head(arrival), Some(&body(arrival)))?;
                }
                tx.put(Area::Cache, "read model", &[7; 3000])
            };
            store.write::<_, StoreError>(batch).unwrap();
        });
        // Publishing and taking back: a body goes, in the same transaction as the record that says so, and then the key.
        work.step(|store| {
            let withdraw = |tx: &mut Transaction<'_>| {
                tx.append(&SPACE, &head(40), None)?;
                tx.remove_body(&SPACE, 5)?;
                tx.remove_body(&SPACE, 1)?;
                tx.put(Area::Local, "undo", b"rekey due")?;
                tx.clear_caches()
            };
            store.write::<_, StoreError>(withdraw).unwrap();
        });
        work.step(|store| store.rekey().unwrap());
        // A late body, and one more after the rekey.
        work.step(|store| store.write(|tx| tx.set_body(&SPACE, 5, &body(5))).unwrap());
        work.step(|store| {
            store.write(|tx| tx.append(&SPACE, &head(41), Some(&body(41)))).unwrap();
        });
        // Less room, and one more after that.
        work.step(|store| assert!(store.compact().unwrap()));
        work.step(|store| {
            store.write(|tx| tx.append(&SPACE, &head(42), Some(&body(42)))).unwrap();
        });
        work
    }

    /// What may be found after a crash at this moment.
    fn allowed(&self, events: usize) -> &[(usize, Content)] {
        let kept = self.acknowledged.iter().rposition(|(at, _)| *at <= events).unwrap_or(0);
        &self.acknowledged[kept..(kept + 2).min(self.acknowledged.len())]
    }

    #[track_caller]
    fn check(&self, replay: &Replay<'_>, event: &Event, luck: Luck) {
        let (dir, count) = (tempfile::tempdir().unwrap(), replay.count);
        replay.leaves(dir.path(), luck);
        let what = format!("event {count}, {luck:?}: {:?}", kind(event));
        if count <= self.acknowledged[0].0 && !Store::exists(dir.path()).unwrap() {
            // Creating was cut short: it begins anew.
            Store::create(dir.path()).unwrap();
            return;
        }
        let store = Store::open(dir.path()).unwrap_or_else(|error| panic!("{what}: does not open: {error}"));
        let found = content(&store);
        let allowed = self.allowed(count);
        assert!(allowed.iter().any(|(_, content)| *content == found), "{what}: neither before nor after");
        // And it can be written.
        if count.is_multiple_of(5) {
            store.write(|tx| tx.put(Area::Local, "undo", b"on")).unwrap();
        }
    }
}

fn kind(event: &Event) -> String {
    let act = format!("{:?}", event.act);
    format!("{} {}", event.file, act.split(['(', ',']).next().unwrap_or_default())
}

#[test]
fn after_a_crash_at_any_write_there_are_whole_transactions_only() {
    let dir = tempfile::tempdir().unwrap();
    let work = Work::of_every_kind(dir.path());
    let events = work.disk.events();
    let mut replay = Replay::of(&events);
    while let Some(event) = replay.advance() {
        work.check(&replay, event, Luck::All);
        // After a sync chance has nothing to choose from.
        if matches!(event.act, Act::Write(..)) {
            work.check(&replay, event, Luck::Torn);
            work.check(&replay, event, Luck::Some(replay.count as u64));
        }
    }
    println!("{} writes and syncs", events.len());
}
