//! `deelbaar`: see `deelbaar --help`, and `README.md`.

use std::process::ExitCode;

fn main() -> ExitCode {
    deelbaar::cli::main()
}
