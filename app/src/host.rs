//! What running on this device takes: the folder with its data, and the runtime for network work.

use std::path::PathBuf;

use crate::failure::Failure;
use crate::tr;

/// The folder of a command.
#[derive(Debug, Clone)]
pub struct Folder(pub PathBuf);

impl Folder {
    /// The one that was given, or the platform's.
    pub fn resolve(given: Option<PathBuf>) -> Result<Self, Failure> {
        let platform = || directories::ProjectDirs::from("nl", "", "Deelbaar").map(|dirs| dirs.data_dir().to_owned());
        given.or_else(platform).map(Self).ok_or_else(|| Failure::Usage(tr!("cli-no-home")))
    }
}

/// The runtime of commands that use the network.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| Failure::File { path: PathBuf::from("tokio"), error })
}
