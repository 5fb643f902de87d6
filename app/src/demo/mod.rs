//! The example region: eight municipalities, sixteen real nodes on this machine.
//!
//! Nothing is simulated: every device has its own keys, its own encrypted store and its own endpoint, and joins by the same
//! invitations that people use.

mod example;
mod nodes;
mod replay;
mod story;

use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::json;

pub use nodes::{DemoError, Device, Nodes};

use crate::console::{Output, line};
use crate::failure::Failure;
use crate::host::runtime;
use crate::tr;

/// Where the stores of a demo are.
pub enum Place {
    /// Removed when the demo ends.
    Temporary(tempfile::TempDir),
    /// Left behind.
    Kept(PathBuf),
}

impl Place {
    /// A new temporary folder, or the one that was given.
    pub fn new(keep: Option<PathBuf>) -> Result<Self, Failure> {
        match keep {
            Some(path) => {
                let failed = |error| Failure::File { path: path.clone(), error };
                std::fs::create_dir_all(&path).map_err(failed)?;
                let mut inside = std::fs::read_dir(&path).map_err(failed)?;
                if inside.next().is_some() {
                    return Err(Failure::Usage(tr!("demo-folder-in-use", folder = path.display().to_string())));
                }
                Ok(Self::Kept(path))
            }
            None => match tempfile::TempDir::with_prefix("deelbaar-demo-") {
                Ok(dir) => Ok(Self::Temporary(dir)),
                Err(error) => Err(Failure::File { path: std::env::temp_dir(), error }),
            },
        }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        match self {
            Self::Temporary(dir) => dir.path(),
            Self::Kept(path) => path,
        }
    }
}

/// Starts the example region and lives its past. `tell` hears how far it is: done and all.
pub async fn start(dir: &Path, tell: impl Fn(usize, usize)) -> Result<Nodes, DemoError> {
    start_some(dir, usize::MAX, tell).await
}

/// The same with the first `count` municipalities only.
pub async fn start_some(dir: &Path, count: usize, tell: impl Fn(usize, usize)) -> Result<Nodes, DemoError> {
    let mut examples = example::municipalities()?;
    examples.truncate(count);
    let all = examples.len() + 1;
    let nodes = Nodes::start(dir, example::region_name()?, &examples).await?;
    tell(1, all);
    for (done, example) in examples.iter().enumerate() {
        let officer = nodes.device(example.code, deelbaar_schema::role::Role::PolicyOfficer)?;
        let alderman = nodes.device(example.code, deelbaar_schema::role::Role::Alderman)?;
        replay::replay(example, officer, alderman).await?;
        tell(done + 2, all);
    }
    Ok(nodes)
}

/// `demo --headless`: plays the story and prints it.
pub fn headless(keep: Option<PathBuf>, out: Output) -> Result<(), Failure> {
    let place = Place::new(keep)?;
    let began = Instant::now();
    let text = |words: String| {
        if out == Output::Text {
            line(&words);
        }
    };
    text(tr!("demo-starting"));
    let mut steps = Vec::new();
    let played = runtime()?.block_on(async {
        let mut nodes = start(place.path(), |_, _| {}).await?;
        text(tr!("demo-started", count = nodes.devices.len(), seconds = began.elapsed().as_secs()));
        let told = story::play(&mut nodes, |told| {
            text(format!("{}. {}", steps.len() + 1, told.text));
            let took = u64::try_from(told.took.as_millis()).unwrap_or(u64::MAX);
            steps.push(json!({ "step": told.step, "ok": true, "took_ms": took, "seen": told.facts }));
        });
        let played = Box::pin(told).await;
        nodes.stop().await;
        played.map(|()| nodes.devices.len())
    });
    let seconds = began.elapsed().as_secs_f32();
    match played {
        Ok(nodes) => {
            let json = json!({ "ok": true, "nodes": nodes, "seconds": seconds, "steps": steps });
            out.say(&json, || tr!("demo-done", seconds = seconds.round()));
            if let Place::Kept(path) = &place {
                text(tr!("demo-kept", folder = path.display().to_string()));
            }
            Ok(())
        }
        Err(error) => {
            if out == Output::Json {
                let json = json!({ "ok": false, "seconds": seconds, "steps": steps, "error": error.to_string() });
                out.say(&json, String::new);
            }
            Err(failure(error))
        }
    }
}

/// Why the demo failed, for people.
pub fn failure(error: DemoError) -> Failure {
    match error {
        DemoError::Command(error) => error.into(),
        DemoError::Workspace(error) => error.into(),
        DemoError::Node(error) => error.into(),
        DemoError::Join(error) => error.into(),
        DemoError::Late(what) => Failure::Late(tr!("demo-late", what = what)),
        DemoError::Wrong(what) => Failure::Demo(tr!("demo-wrong", what = what)),
        DemoError::Example(error) => Failure::Demo(error.to_string()),
    }
}
