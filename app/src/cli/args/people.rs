//! Options of the commands about people and keys.

use std::path::PathBuf;

use clap::Subcommand;

/// `passphrase …`. Asked on the terminal, or read from the files that `DEELBAAR_PASSPHRASE_FILE` (the one that opens) and
/// `DEELBAAR_NEW_PASSPHRASE_FILE` name.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum PassphraseCommand {
    /// Set one.
    Set,
    /// Change it.
    Change,
    /// Remove it: whoever can read the folder can then read everything.
    Remove,
}

/// `recovery …`
#[derive(Debug, Subcommand)]
pub enum Recovery {
    /// Print the words of the keys that this device holds.
    Show,
    /// Give this device the key that words stand for.
    Restore {
        /// File with the words; - reads standard input.
        #[arg(default_value = "-")]
        file: PathBuf,
    },
    /// Replace the municipality's key, because somebody else may have it. Takes the second person's words.
    Renew {
        /// The region's instead of the municipality's.
        #[arg(long)]
        region: bool,
        /// The second key instead, because another person will keep it or somebody else has its words.
        #[arg(long)]
        second: bool,
        /// File with the 24 words of the second key; - reads standard input.
        #[arg(long, value_name = "FILE", default_value = "-")]
        second_key: PathBuf,
        /// A device to remove in the same go: the beginning of its id, or the name of the person. With --region: the code of
        /// a municipality that a thief let in.
        #[arg(long, value_name = "DEVICE", conflicts_with = "second")]
        lost: Option<String>,
    },
}

/// `member …`
#[derive(Debug, Subcommand)]
pub enum MemberCommand {
    /// Give somebody another role or term, on all their devices. What they did until then stays valid.
    Change {
        /// Who: a name, or the beginning of the id of a device that they have.
        member: String,
        /// The role: policy-officer, alderman, adviser, regional-lead, reader, keeper. Default: as it is.
        #[arg(long)]
        role: Option<String>,
        /// First day (yyyy-mm-dd); default: today.
        #[arg(long)]
        from: Option<String>,
        /// Last day (yyyy-mm-dd); default: none.
        #[arg(long)]
        until: Option<String>,
        /// File with the 24 words of the second key, for an alderman; - reads standard input.
        #[arg(long, value_name = "FILE")]
        second_key: Option<PathBuf>,
    },
}
