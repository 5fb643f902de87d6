//! The command line, as clap reads it. Names are fixed by the product; help texts are English, like the documentation.

use std::net::SocketAddr;
use std::path::PathBuf;

mod joining;
mod people;

use super::consent::Consent;
use super::files::FileCommand;
use clap::{ArgGroup, Args, Parser, Subcommand};
pub use joining::{Init, Invitations, Invite, Join};
pub use people::{AdmissionCommand, MemberCommand, PassphraseCommand, Recovery};

/// Deelbaar: municipalities keep their own plan and share only what the alderman consented to.
#[derive(Debug, Parser)]
#[command(name = "deelbaar", version, about, long_about = None)]
pub struct Cli {
    /// Folder with this device's data; default: the platform's data folder.
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Language of the output: nl or en.
    #[arg(long, global = true, value_name = "LANG", value_parser = ["nl", "en"])]
    pub lang: Option<String>,
    /// Print one JSON value instead of text.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do; without it the window opens.
    #[command(subcommand)]
    pub command: Option<Sub>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Sub {
    /// Start an example region of eight municipalities, each a real node on this machine.
    Demo(Demo),
    /// Found a region and its first municipality on this device.
    Init(Init),
    /// Print a one-time code with which a municipality or a colleague can ask to join.
    Invite(Invite),
    /// List the invitations that somebody may still use, or take one back.
    Invitations(Invitations),
    /// Ask to join with a code.
    Join(Join),
    /// Read a text or Markdown file into plan sections.
    Import {
        /// The file.
        file: PathBuf,
    },
    /// Files beside an item: add, list, save or remove one.
    #[command(subcommand)]
    File(FileCommand),
    /// Take the last edit or import back.
    Undo,
    /// Do the last undone edit again.
    Redo,
    /// List the sections of the plan.
    Sections,
    /// Show or edit one section.
    #[command(subcommand)]
    Section(Section),
    /// List the inventory.
    Inventory,
    /// List activities and conversations.
    Activities,
    /// Add, edit or move an activity or conversation along.
    #[command(subcommand)]
    Activity(Box<Activity>),
    /// Write a comment on an item, for colleagues only.
    Comment {
        /// The item's id, or the beginning of it.
        id: String,
        /// The remark.
        text: String,
    },
    /// Take an item out of the plan; `undo` brings it back.
    Remove {
        /// The item's id, or the beginning of it.
        id: String,
    },
    /// List what waits for the alderman.
    Inbox,
    /// Decide on an activity or conversation that was submitted.
    Decide(Decide),
    /// Ask, give, refuse or withdraw consent to share.
    #[command(subcommand)]
    Consent(Consent),
    /// What other municipalities share, as received by this device.
    #[command(subcommand)]
    Region(Region),
    /// Who decides on what: mandates, and the body that decides.
    #[command(subcommand)]
    Mandate(MandateCommand),
    /// Show the 24 words of the second key, which another person must keep; then forget them here.
    SecondKey {
        /// The region's instead of the municipality's.
        #[arg(long)]
        region: bool,
        /// The other person has the words: forget them on this device, once some are read back from the paper.
        #[arg(long)]
        handed_over: bool,
        /// File with what was read back, or with all 24 words; - reads standard input. Otherwise it is asked.
        #[arg(long, value_name = "FILE", requires = "handed_over")]
        written: Option<PathBuf>,
    },
    /// List everybody who takes part in the own municipality, with role and term.
    Members,
    /// Change the role or term of somebody who takes part.
    #[command(subcommand)]
    Member(MemberCommand),
    /// See and settle which admission holds of a municipality that was admitted with several pairs of keys.
    #[command(subcommand)]
    Admission(AdmissionCommand),
    /// End the part that a municipality takes in the region, for good. Needs the region's key.
    Dismiss {
        /// CBS code of the municipality, such as GM0342.
        municipality: String,
        /// The last day on which it takes part (yyyy-mm-dd).
        #[arg(long)]
        last_day: String,
    },
    /// The region's own relay, for devices that cannot reach each other directly; and the proxy to it.
    #[command(subcommand)]
    Relay(Relay),
    /// Remove a lost or stolen device of the own municipality, for good.
    Revoke {
        /// The device: the beginning of its id (see `status`), or the name of the person.
        device: String,
    },
    /// Lock this device's data with a passphrase.
    #[command(subcommand)]
    Passphrase(PassphraseCommand),
    /// The keys of municipality and region as words on paper.
    #[command(subcommand)]
    Recovery(Recovery),
    /// Write everything but this device's own key into one encrypted file; now or on a schedule.
    Backup(Backup),
    /// Put a backup back, as a new device, into a folder without data.
    Restore {
        /// The file.
        file: PathBuf,
    },
    /// Take up a workspace of which the file is damaged, with everything in it that can be read and holds.
    Repair,
    /// Let others know a device that was restored.
    #[command(subcommand)]
    Introduce(Introduction),
    /// Exchange records with the other devices.
    Sync(Sync),
    /// Stay on the network until stopped.
    Node {
        /// Address to listen at, such as 0.0.0.0:4450.
        #[arg(long)]
        listen: Option<SocketAddr>,
        /// Where a monitor on this machine may ask for /health and /metrics, such as 127.0.0.1:4451.
        #[arg(long)]
        health: Option<SocketAddr>,
    },
    /// Who this device is, what it keeps, and who was seen when.
    Status {
        /// Also what happened on the network, newest first: for whoever helps when devices do not reach each other.
        #[arg(long)]
        log: bool,
    },
    /// List every signed act; check all chains and signatures.
    Audit(Audit),
    /// Print the handover file of the portfolio, as Markdown.
    Handover,
    /// Print everything that this device holds about one person.
    Person {
        /// A name or a part of it, or the beginning of a device's id.
        name: String,
    },
    /// Everything that this device holds, decoded, as JSON.
    Dump,
    /// Say that the date of this device is right, where embargoes and last days wait because it is alone with it.
    ConfirmDate {
        /// The date of today (yyyy-mm-dd), from a calendar and not from this device.
        day: String,
    },
    /// Take the municipality's plan off this device, when its role gets nothing of it any more.
    ForgetPlan {
        /// Do it; without this it says only what would happen.
        #[arg(long)]
        yes: bool,
    },
}

/// `relay …`
#[derive(Debug, Subcommand)]
pub enum Relay {
    /// Name the relay, for every device of the region. Needs the region's key.
    Set {
        /// Its address, such as <https://relay.regio.nl>; several where one may fail.
        #[arg(required = true)]
        url: Vec<String>,
        /// File with the token that the relay asks for; - reads standard input.
        #[arg(long, value_name = "FILE")]
        token: Option<PathBuf>,
    },
    /// No relay from now on. Needs the region's key.
    Remove,
    /// Which relay is named.
    Show,
    /// Reach it through this HTTP proxy, on this device.
    Proxy {
        /// Its address, such as <http://proxy.gemeente.nl:8080>; without it: the one that the environment names.
        url: Option<String>,
        /// File with the address, when a login is in it; - reads standard input.
        #[arg(long, value_name = "FILE", conflicts_with = "url")]
        file: Option<PathBuf>,
    },
}

/// Options of `backup`. The passphrase is asked, or read from the file that `DEELBAAR_BACKUP_PASSPHRASE_FILE` names.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).args(["file", "schedule", "unschedule", "status", "due"])))]
pub struct Backup {
    /// The file; it must not exist.
    pub file: Option<PathBuf>,
    /// Make backups in this folder from now on, while a window or `node` runs; the first at once.
    #[arg(long, value_name = "DIR")]
    pub schedule: Option<PathBuf>,
    /// How many days lie between two.
    #[arg(long, value_name = "DAYS", default_value_t = 7, requires = "schedule")]
    pub every: u16,
    /// How many of the newest stay.
    #[arg(long, value_name = "COUNT", default_value_t = 3, requires = "schedule")]
    pub keep: u16,
    /// No more backups on a schedule.
    #[arg(long)]
    pub unschedule: bool,
    /// When the last one was made, and whether one is due.
    #[arg(long)]
    pub status: bool,
    /// Make the one that is due now, if any.
    #[arg(long)]
    pub due: bool,
}

/// `introduce …`
#[derive(Debug, Subcommand)]
pub enum Introduction {
    /// Write a file that lets others know this device.
    Write {
        /// The file; it must not exist.
        file: PathBuf,
        /// For another municipality: without anything of the own one.
        #[arg(long)]
        region: bool,
    },
    /// Take in the file of a device that was restored.
    Take {
        /// The file.
        file: PathBuf,
    },
}

/// Options of `audit`.
#[derive(Debug, Args)]
pub struct Audit {
    /// Check every signature, chain and rule again.
    #[arg(long)]
    pub verify: bool,
    /// Only what somebody with this in the name or role did.
    #[arg(long, value_name = "TEXT")]
    pub who: Option<String>,
    /// Only what was done on items with this in the title.
    #[arg(long, value_name = "TEXT")]
    pub on: Option<String>,
    /// Only what names an id that begins so: of a record, an item, content, a mandate, a device, or an object in the system's log.
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// Only acts of this kind.
    #[arg(long, value_parser = ["decisions", "consents", "work", "members", "powers"])]
    pub kind: Option<String>,
    /// Only what was done under a mandate.
    #[arg(long)]
    pub mandate: bool,
    /// From this day (yyyy-mm-dd).
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// Until and including this day (yyyy-mm-dd).
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// As a table for a spreadsheet (CSV with semicolons, UTF-8).
    #[arg(long, conflicts_with_all = ["json", "verify"])]
    pub csv: bool,
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Play the story without a window and print it.
    #[arg(long)]
    pub headless: bool,
    /// Leave the stores behind in this folder.
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
}

/// `section …`
#[derive(Debug, Subcommand)]
pub enum Section {
    /// Show a section.
    Show {
        /// Its id, or the beginning of it.
        id: String,
    },
    /// Edit a section.
    Edit {
        /// Its id, or the beginning of it.
        id: String,
        /// New title.
        #[arg(long)]
        title: Option<String>,
        /// File with the new text (Markdown); - reads standard input.
        #[arg(long)]
        body: Option<PathBuf>,
        /// What may go wrong, and what is done about it. Never shared. An empty value empties it.
        #[arg(long)]
        risks: Option<String>,
    },
    /// Add a section.
    Add {
        /// Its title.
        title: String,
        /// File with the text (Markdown); - reads standard input.
        #[arg(long)]
        body: Option<PathBuf>,
    },
    /// Put a section, or another item, one place up or down among its own kind.
    Move {
        /// Its id, or the beginning of it.
        id: String,
        /// up or down.
        #[arg(value_parser = ["up", "down"])]
        way: String,
    },
}

/// `activity …`
#[derive(Debug, Subcommand)]
pub enum Activity {
    /// Add an activity or conversation.
    Add {
        /// Its title.
        title: String,
        /// A conversation instead of an activity.
        #[arg(long)]
        conversation: bool,
        #[command(flatten)]
        fields: Fields,
    },
    /// Show one.
    Show {
        /// Its id, or the beginning of it.
        id: String,
    },
    /// Change fields.
    Edit {
        /// Its id, or the beginning of it.
        id: String,
        /// New title.
        #[arg(long)]
        title: Option<String>,
        #[command(flatten)]
        fields: Fields,
    },
    /// Put it to the alderman.
    Submit {
        /// Its id, or the beginning of it.
        id: String,
    },
    /// Take a submission back.
    Recall {
        /// Its id, or the beginning of it.
        id: String,
    },
    /// Begin to carry it out, after the decision.
    Start {
        /// Its id, or the beginning of it.
        id: String,
    },
    /// End it.
    Finish {
        /// Its id, or the beginning of it.
        id: String,
    },
}

/// Fields of an activity. An empty value empties the field.
#[derive(Debug, Args)]
pub struct Fields {
    /// First day (yyyy-mm-dd or dd-mm-yyyy).
    #[arg(long)]
    pub from: Option<String>,
    /// Last day.
    #[arg(long)]
    pub until: Option<String>,
    /// Period in words.
    #[arg(long)]
    pub period: Option<String>,
    /// Place.
    #[arg(long)]
    pub place: Option<String>,
    /// For whom.
    #[arg(long)]
    pub audience: Option<String>,
    /// Theme id.
    #[arg(long)]
    pub theme: Option<String>,
    /// Partners.
    #[arg(long)]
    pub partners: Option<String>,
    /// Costs in euros, such as 650,00.
    #[arg(long, allow_hyphen_values = true)]
    pub costs: Option<String>,
    /// Hours.
    #[arg(long, allow_hyphen_values = true)]
    pub hours: Option<String>,
    /// Contact person.
    #[arg(long)]
    pub contact: Option<String>,
    /// What may go wrong, and what is done about it. Never shared.
    #[arg(long)]
    pub risks: Option<String>,
    /// What came of it.
    #[arg(long)]
    pub outcome: Option<String>,
    /// What was learned.
    #[arg(long)]
    pub lessons: Option<String>,
    /// Labels for own use.
    #[arg(long)]
    pub tags: Option<String>,
    /// File with the description (Markdown); - reads standard input.
    #[arg(long, value_name = "FILE")]
    pub body: Option<PathBuf>,
}

/// Options of `decide`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("outcome").required(true).args(["agree", "hold", "send_back", "refuse"])))]
#[expect(clippy::struct_excessive_bools, reason = "one flag an outcome, of which clap lets exactly one through")]
pub struct Decide {
    /// The request, or the item; its id, or the beginning of it.
    pub id: String,
    /// Agreed.
    #[arg(long)]
    pub agree: bool,
    /// Not now.
    #[arg(long)]
    pub hold: bool,
    /// Back to the policy officer.
    #[arg(long)]
    pub send_back: bool,
    /// Refused.
    #[arg(long)]
    pub refuse: bool,
    /// Conditions or a remark, for colleagues only.
    #[arg(long, default_value = "")]
    pub note: String,
    /// Record what another body decided: college or council.
    #[arg(long, value_name = "BODY", requires_all = ["number", "date"])]
    pub body: Option<String>,
    /// The number of that decision.
    #[arg(long, requires = "body")]
    pub number: Option<String>,
    /// The day of that decision (yyyy-mm-dd).
    #[arg(long, requires = "body")]
    pub date: Option<String>,
}

/// `mandate …`
#[derive(Debug, Subcommand)]
pub enum MandateCommand {
    /// Let a policy officer decide in your name.
    Give {
        /// The officer: a name, or the beginning of the id of their device.
        officer: String,
        /// On what: activity, conversation.
        #[arg(long, required = true, value_delimiter = ',')]
        kind: Vec<String>,
        /// The last day (yyyy-mm-dd).
        #[arg(long)]
        until: String,
    },
    /// End a mandate with this day.
    End {
        /// Its id, or the beginning of it.
        id: String,
    },
    /// List mandates, and which body decides on what.
    List,
    /// Say which body decides on a kind of item from tomorrow on: alderman, college or council.
    Body {
        /// activity or conversation.
        kind: String,
        /// alderman, college or council.
        body: String,
    },
}

/// `region …`
#[derive(Debug, Subcommand)]
pub enum Region {
    /// List what municipalities share.
    Sections,
}

/// Options of `sync`.
#[derive(Debug, Args)]
pub struct Sync {
    /// Stop when everyone who can be reached is up to date.
    #[arg(long)]
    pub once: bool,
    /// Address to listen at.
    #[arg(long)]
    pub listen: Option<SocketAddr>,
    /// Another device, as `sync` and `node` print it there: ID@IP:PORT.
    #[arg(long, value_name = "ADDRESS")]
    pub peer: Vec<String>,
}
