//! Opens the window: on this device's workspace, on the welcome screen, or on the example region.

use std::path::PathBuf;

use crate::cli::{Failure, Folder};
use crate::tr;

/// `deelbaar`
pub fn open(_folder: Folder) -> Result<(), Failure> {
    Err(Failure::Window(tr!("cli-no-window")))
}

/// `deelbaar demo`
pub fn open_demo(_keep: Option<PathBuf>) -> Result<(), Failure> {
    Err(Failure::Window(tr!("cli-no-window")))
}
