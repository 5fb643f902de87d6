//! What is wrong with the words of a command, in Dutch: clap speaks only English. Its help texts stay English, as the names
//! of commands and options are.

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::i18n::{Lang, language};
use crate::tr;

/// What to say, and how the command is written. `None`: what clap prints is what is wanted, as with help.
pub(super) fn complaint(error: &Error) -> Option<(String, String)> {
    if language() == Lang::En {
        return None;
    }
    let of = |kind| error.get(kind).map(ToString::to_string).filter(|text| !text.is_empty());
    let said = |kind| of(kind).unwrap_or_default();
    let arg = said(ContextKind::InvalidArg);
    let what = match error.kind() {
        ErrorKind::UnknownArgument => tr!("usage-unknown", arg = arg),
        ErrorKind::InvalidSubcommand => tr!("usage-subcommand", name = said(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => tr!("usage-missing", args = arg),
        ErrorKind::MissingSubcommand => tr!("usage-no-subcommand", known = said(ContextKind::ValidSubcommand)),
        ErrorKind::ArgumentConflict => match of(ContextKind::PriorArg) {
            Some(prior) if prior != arg => tr!("usage-conflict", arg = arg, prior = prior),
            _ => tr!("usage-twice", arg = arg),
        },
        ErrorKind::InvalidValue if of(ContextKind::InvalidValue).is_none() => tr!("usage-no-value", arg = arg),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            tr!("usage-value", value = said(ContextKind::InvalidValue), arg = arg)
        }
        ErrorKind::TooManyValues => tr!("usage-too-many", value = said(ContextKind::InvalidValue), arg = arg),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            tr!("usage-no-value", arg = arg)
        }
        ErrorKind::InvalidUtf8 => tr!("usage-not-text"),
        _ => return None,
    };
    let choices = of(ContextKind::ValidValue).map(|known| tr!("usage-choose", known = known));
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let meant = near.into_iter().find_map(|kind| nearest(error.get(kind)?)).map(|name| tr!("usage-meant", name = name));
    let what = [Some(what), choices, meant].into_iter().flatten().collect::<Vec<_>>().join(" ");
    // "Usage: deelbaar decide <ID>", without its first word.
    let usage = said(ContextKind::Usage);
    let usage = usage.strip_prefix("Usage:").unwrap_or(&usage).trim().to_owned();
    Some((what, usage))
}

/// Of several names that come near, the nearest: clap puts it last.
fn nearest(names: &ContextValue) -> Option<String> {
    match names {
        ContextValue::Strings(all) => all.last().cloned(),
        other => Some(other.to_string()).filter(|name| !name.is_empty()),
    }
}

/// The language that the words of a command ask for, also where the rest of them cannot be read.
pub(super) fn language_in(args: &[std::ffi::OsString]) -> Lang {
    let texts: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).collect();
    let after = texts.iter().zip(texts.iter().skip(1)).find(|(name, _)| **name == "--lang").map(|(_, code)| *code);
    let joined = texts.iter().find_map(|arg| arg.strip_prefix("--lang="));
    after.or(joined).and_then(Lang::from_code).unwrap_or(Lang::Nl)
}
