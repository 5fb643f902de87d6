//! The process is killed without warning, again and again, while it writes and syncs. Whatever it said that it did stays done.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::collections::BTreeSet;
use std::os::unix::process::ExitStatusExt;
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use deelbaar_tests::binary::{Folder, Listening, Ran};
use deelbaar_tests::scan::Random;
use serde_json::Value;

const KILLS: usize = 50;

/// What the device said that it kept.
#[derive(Default)]
struct Acknowledged {
    ids: BTreeSet<String>,
    /// Of edited sections: the titles that may show, the last one that was confirmed first, then what was cut short.
    titles: Vec<(String, Vec<String>)>,
    synced: usize,
}

enum Job {
    Add(String),
    Edit(usize, String),
    Sync,
}

impl Acknowledged {
    fn choose(&self, random: &mut Random, number: usize) -> Job {
        match random.below(10) {
            5..=7 if !self.titles.is_empty() => Job::Edit(random.below(self.titles.len()), format!("Anders {number}")),
            0..=7 => Job::Add(format!("Onderdeel {number}")),
            _ => Job::Sync,
        }
    }

    fn start(&self, folder: &Folder, job: &Job, other: &str) -> Child {
        let mut command = match job {
            Job::Add(title) => folder.command(&["section", "add", title, "--json"]),
            Job::Edit(at, title) => {
                folder.command(&["section", "edit", &self.titles[*at].0, "--title", title, "--json"])
            }
            Job::Sync => folder.command(&["sync", "--once", "--listen", "127.0.0.1:0", "--peer", other, "--json"]),
        };
        command.spawn().unwrap()
    }

    /// The process ended by itself.
    fn finished(&mut self, job: &Job, ran: &Ran) {
        assert!(matches!(job, Job::Sync) || ran.code == Some(0), "{ran:?}");
        match job {
            Job::Add(title) => {
                let said: Value = serde_json::from_str(&ran.out).unwrap();
                let id = said["id"].as_str().unwrap().to_owned();
                self.ids.insert(id.clone());
                self.titles.push((id, vec![title.clone()]));
            }
            Job::Edit(at, title) => self.titles[*at].1 = vec![title.clone()],
            Job::Sync => self.synced += usize::from(ran.code == Some(0)),
        }
    }

    /// It was killed: an edit may or may not have been kept.
    fn cut_short(&mut self, job: Job) {
        if let Job::Edit(at, title) = job {
            self.titles[at].1.push(title);
        }
    }

    fn check(&mut self, folder: &Folder) {
        let audit = folder.json(&["audit", "--verify"]);
        for space in ["municipality", "region"] {
            let verified = &audit["verified"][space];
            assert!(verified["first_bad"].is_null() && verified["hold"].as_u64().unwrap() > 0, "{audit}");
        }
        let sections = folder.json(&["sections"]);
        let sections = sections.as_array().unwrap();
        let kept: BTreeSet<String> = sections.iter().map(|s| s["id"].as_str().unwrap().to_owned()).collect();
        let lost: Vec<_> = self.ids.difference(&kept).collect();
        assert!(lost.is_empty(), "said to be kept, and gone: {lost:?}");
        for (id, allowed) in &mut self.titles {
            let section = sections.iter().find(|section| section["id"] == id.as_str()).unwrap();
            let title = section["title"].as_str().unwrap();
            assert!(allowed.iter().any(|one| one == title), "{id} is called {title}, not one of {allowed:?}");
            *allowed = vec![title.to_owned()];
        }
    }
}

/// Waits for the end of a process until a moment; `None` when it still runs then.
fn ended_before(child: &mut Child, moment: Instant) -> Option<()> {
    while child.try_wait().unwrap().is_none() {
        if Instant::now() >= moment {
            return None;
        }
        thread::sleep(Duration::from_millis(1));
    }
    Some(())
}

#[test]
fn a_process_that_is_killed_loses_nothing_that_it_confirmed() {
    let mut random = Random::printed("kill");
    let officer = Folder::leusden();
    let colleague = officer.let_in(&["--role", "policy-officer"], "Kim");
    let mut other: Listening = colleague.listen();
    let mut kept = Acknowledged::default();
    let mut jobs = 0;
    let (mut kills, mut by_job) = (0, [0; 3]);
    let mut pace = Duration::from_millis(50);
    // Until enough was hit, and enough was confirmed between: how fast that goes is up to the machine.
    while kills < KILLS || kept.ids.len() < 20 || by_job.contains(&0) {
        // Within the time of a few commands, as long as they take now.
        let span = usize::try_from(pace.as_millis()).unwrap().max(10) * 4;
        let moment = Instant::now() + Duration::from_millis(5 + random.below(span) as u64);
        // Commands one after the other, until the moment comes in the middle of one.
        loop {
            jobs += 1;
            let job = kept.choose(&mut random, jobs);
            let mut child = kept.start(&officer, &job, &other.address);
            if ended_before(&mut child, moment).is_some() {
                kept.finished(&job, &child.wait_with_output().unwrap().into());
                continue;
            }
            child.kill().unwrap();
            let output = child.wait_with_output().unwrap();
            if output.status.signal() == Some(9) {
                kills += 1;
                by_job[match job {
                    Job::Add(_) => 0,
                    Job::Edit(..) => 1,
                    Job::Sync => 2,
                }] += 1;
                kept.cut_short(job);
            } else {
                // It was just done.
                kept.finished(&job, &output.into());
            }
            break;
        }
        let begun = Instant::now();
        let status = officer.run(&["status", "--json"]);
        pace = begun.elapsed();
        assert_eq!(status.code, Some(0), "after kill {kills} it does not open: {status:?}");
        if kills % 10 == 0 {
            kept.check(&officer);
            // The other side is killed as well, in the middle of whatever it receives.
            drop(other);
            assert_eq!(colleague.run(&["status", "--json"]).code, Some(0));
            other = colleague.listen();
        }
    }
    println!(
        "{jobs} commands, {kills} killed (adding, editing, syncing: {by_job:?}), {} sections and {} syncs confirmed",
        kept.ids.len(),
        kept.synced
    );
    kept.check(&officer);

    // And what was confirmed still reaches the colleague.
    officer.sync_with(&other);
    other.stop();
    kept.check(&colleague);
}
