//! The command line: the same commands as the window, for scripts and servers.
//!
//! Errors go to standard error with a hint; exit code 2 for wrong use, 1 for failure.

mod admission;
mod args;
mod audit;
mod backup;
mod consent;
mod date;
mod files;
mod gates;
mod health;
mod invite;
mod keys;
mod log_file;
mod members;
mod network;
mod people;
mod person;
mod plan;
mod print;
mod relay;
mod repair;
mod report;
#[cfg(test)]
pub(crate) use report::fuzzed as report_fuzzed;
mod secrets;
mod session;
mod signals;
mod stay;
mod usage;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use deelbaar_schema::plan::ItemKind;
use deelbaar_sync::store::OpenError;

use args::{Cli, Region, Sub};
use log_file::LogFile;
pub use secrets::Secret;

use crate::console::{Output, complain};
use crate::engine::Command;
use crate::failure::Failure;
use tracing_subscriber::filter::{LevelFilter, filter_fn};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::host::{self, Folder};
use crate::i18n::{self, Lang};
use crate::{attach, demo, tr, window};

/// Logs to standard error, and what was done (BIO2 8.15) to the file that `DEELBAAR_AUDIT_LOG` names.
fn start_logs() {
    // Only what this program says; libraries stay silent unless RUST_LOG asks.
    let asked: Option<LevelFilter> = std::env::var("RUST_LOG").ok().and_then(|level| level.parse().ok());
    let wanted = filter_fn(move |event| match asked {
        Some(level) => *event.level() <= level,
        None => *event.level() <= LevelFilter::ERROR && event.target().starts_with("deelbaar"),
    });
    let wanted = wanted.with_max_level_hint(asked.unwrap_or(LevelFilter::ERROR));
    let said = fmt::layer().with_writer(std::io::stderr).with_filter(wanted);
    let file = std::env::var_os("DEELBAAR_AUDIT_LOG").map(|name| LogFile::start(name.into()));
    let opened = file.as_ref().is_none_or(Result::is_ok);
    let done = file.and_then(Result::ok).map(|file| {
        let audit = filter_fn(|event| event.target() == "deelbaar::audit");
        fmt::layer().with_ansi(false).with_writer(file).with_filter(audit)
    });
    tracing_subscriber::registry().with(said).with(done).init();
    if !opened {
        tracing::error!("the file that DEELBAAR_AUDIT_LOG names cannot be written: what is done is not logged");
    }
}

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    start_logs();
    let args: Vec<OsString> = std::env::args_os().collect();
    i18n::set_language(usage::language_in(&args));
    match Cli::try_parse_from(args) {
        Ok(cli) => {
            i18n::set_language(language(&cli));
            ExitCode::from(carry_out(cli))
        }
        Err(error) => ExitCode::from(misused(&error, || drop(error.print()))),
    }
}

/// Says what is wrong with the words of a command; or prints what clap has to print, such as help. Returns the exit code.
fn misused(error: &clap::Error, print: impl FnOnce()) -> u8 {
    match usage::complaint(error) {
        Some((what, how)) => {
            complain(&tr!("cli-error", what = what));
            if !how.is_empty() {
                complain(&tr!("usage-how", how = how));
            }
            complain(&tr!("cli-hint", hint = tr!("cli-hint-usage")));
        }
        None => print(),
    }
    u8::try_from(error.exit_code()).unwrap_or(2)
}

/// Carries out a command of another process, on its terminal and on a workspace that this process holds. Returns the exit
/// code.
pub(crate) fn answer(args: Vec<OsString>) -> u8 {
    let lang = usage::language_in(&args);
    match Cli::try_parse_from(args) {
        Ok(cli) => i18n::with_language(language(&cli), || carry_out(cli)),
        Err(error) => i18n::with_language(lang, || misused(&error, || complain(&error.to_string()))),
    }
}

fn language(cli: &Cli) -> Lang {
    cli.lang.as_deref().and_then(Lang::from_code).unwrap_or(Lang::Nl)
}

/// Runs a command and says how it failed. Returns the exit code.
fn carry_out(cli: Cli) -> u8 {
    match run(cli) {
        Ok(code) => code,
        Err(failure) => {
            let explained = failure.explain();
            complain(&tr!("cli-error", what = explained.what.as_str()));
            if !explained.hint.is_empty() {
                complain(&tr!("cli-hint", hint = explained.hint.as_str()));
            }
            if failure.is_damage() {
                complain(&tr!("cli-hint", hint = tr!("cli-hint-repair")));
            }
            failure.exit_code()
        }
    }
}

/// Whether a command can be carried out by another process that holds the workspace. Others make a workspace, or need it
/// for themselves.
fn attaches(command: &Sub) -> bool {
    match command {
        Sub::Demo(_) | Sub::Init(_) | Sub::Join(_) | Sub::Restore { .. } | Sub::Repair | Sub::Node { .. } => false,
        Sub::Sync(args) => args.once,
        _ => true,
    }
}

fn run(cli: Cli) -> Result<u8, Failure> {
    let attaches = cli.command.as_ref().is_some_and(attaches);
    if host::desk().is_some() {
        return if attaches { dispatch(cli).map(|()| 0) } else { Err(OpenError::InUse.into()) };
    }
    if attaches && let Some(code) = attach::run_there(&Folder::resolve(cli.data.clone())?.0)? {
        return Ok(code);
    }
    dispatch(cli).map(|()| 0)
}

fn dispatch(cli: Cli) -> Result<(), Failure> {
    let out = if cli.json { Output::Json } else { Output::Text };
    let Some(command) = cli.command else { return window::open(&Folder::resolve(cli.data)?) };
    if let Sub::Demo(args) = command {
        return if args.headless { demo::headless(args.keep, out) } else { window::open_demo(args.keep) };
    }
    let folder = Folder::resolve(cli.data)?;
    match command {
        Sub::Demo(_) => Ok(()),
        Sub::Init(args) => network::init(&folder, &args, out),
        Sub::Invite(args) => invite::invite(&folder, &args, out),
        Sub::Invitations(args) => invite::invitations(&folder, &args, out),
        Sub::Join(args) => network::join(&folder, &args, out),
        Sub::Import { file } => plan::import(&folder, &file, out),
        Sub::File(command) => files::file(&folder, command, out),
        Sub::Undo => plan::step(&folder, Command::Undo, out),
        Sub::Redo => plan::step(&folder, Command::Redo, out),
        Sub::Sections => plan::list(&folder, &[ItemKind::Section], out),
        Sub::Inventory => plan::list(&folder, &[ItemKind::Inventory], out),
        Sub::Activities => plan::list(&folder, &[ItemKind::Activity, ItemKind::Conversation], out),
        Sub::Section(command) => plan::section(&folder, command, out),
        Sub::Activity(command) => plan::activity(&folder, *command, out),
        Sub::Comment { id, text } => plan::comment(&folder, &id, text, out),
        Sub::Remove { id } => plan::remove(&folder, &id, out),
        Sub::Inbox => gates::inbox(&folder, out),
        Sub::Decide(args) => gates::decide(&folder, args, out),
        Sub::Consent(command) => consent::consent(&folder, command, out),
        Sub::Region(Region::Sections) => report::region(&folder, out),
        Sub::SecondKey { region, handed_over, written } => {
            people::second_key(&folder, keys::root_of(region), handed_over, written.as_deref(), out)
        }
        Sub::Mandate(command) => people::mandate(&folder, command, out),
        Sub::Members => members::list(&folder, out),
        Sub::Member(command) => members::change(&folder, &command, out),
        Sub::Admission(command) => admission::admission(&folder, command, out),
        Sub::Dismiss { municipality, last_day } => members::dismiss(&folder, &municipality, &last_day, out),
        Sub::Relay(command) => relay::relay(&folder, &command, out),
        Sub::Revoke { device } => people::revoke(&folder, &device, out),
        Sub::Passphrase(command) => keys::passphrase(&folder, command, out),
        Sub::Recovery(command) => keys::recovery_words(&folder, &command, out),
        Sub::Backup(args) => backup::backup(&folder, &args, out),
        Sub::Restore { file } => backup::restore(&folder, &file, out),
        Sub::Repair => repair::repair(&folder, out),
        Sub::Introduce(command) => keys::introduce(&folder, &command, out),
        Sub::Sync(args) => network::sync(&folder, &args, out),
        Sub::Node { listen, health } => stay::node(&folder, listen, health),
        Sub::Status { log } => report::status(&folder, log, out),
        Sub::Person { name } => person::person(&folder, &name, out),
        Sub::Handover => report::handover(&folder, out),
        Sub::Audit(args) => audit::audit(&folder, &args, out),
        Sub::Dump => report::dump(&folder),
        Sub::ConfirmDate { day } => date::confirm_date(&folder, &day, out),
        Sub::ForgetPlan { yes } => person::forget_plan(&folder, yes, out),
    }
}
