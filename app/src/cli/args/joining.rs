//! Options of beginning, inviting and joining.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{ArgGroup, Args};

/// Options of `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// Name of the region.
    #[arg(long)]
    pub region: String,
    /// CBS code of the founding municipality, such as GM0307.
    #[arg(long)]
    pub municipality: String,
    /// Name of that municipality; needed where Deelbaar does not know it by its code.
    #[arg(long)]
    pub name: Option<String>,
    /// Your name.
    #[arg(long)]
    pub person: String,
    /// Your role.
    #[arg(long, default_value = "policy-officer")]
    pub role: String,
}

/// Options of `invite`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("whom").required(true).args(["municipality", "role", "device_of", "own_device"])))]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub struct Invite {
    /// CBS code of the municipality to invite.
    #[arg(long)]
    pub municipality: Option<String>,
    /// Name of that municipality; needed where Deelbaar does not know it by its code.
    #[arg(long, requires = "municipality", conflicts_with = "anew")]
    pub name: Option<String>,
    /// The municipality takes part already, and begins anew with other keys, because it lost its own. Takes the region's
    /// second key.
    #[arg(long, requires = "municipality", conflicts_with_all = ["role", "device_of", "own_device"])]
    pub anew: bool,
    /// Role of the colleague to invite: policy-officer, alderman, adviser, regional-lead, reader, keeper.
    #[arg(long)]
    pub role: Option<String>,
    /// A second device for a colleague: their name, or the beginning of the id of a device that they have.
    #[arg(long, value_name = "NAME")]
    pub device_of: Option<String>,
    /// A second device for yourself.
    #[arg(long)]
    pub own_device: bool,
    /// First day of the role (yyyy-mm-dd); default: today.
    #[arg(long, conflicts_with_all = ["municipality", "device_of", "own_device"])]
    pub from: Option<String>,
    /// Last day of the role (yyyy-mm-dd).
    #[arg(long, conflicts_with_all = ["municipality", "device_of", "own_device"])]
    pub until: Option<String>,
    /// Stay, and ask on the terminal whether to let in who comes with the code and reads the same words.
    #[arg(long)]
    pub wait: bool,
    /// Let in whoever comes with the code first, without comparing words: for scripts that check in another way.
    #[arg(long, requires = "wait")]
    pub approve: bool,
    /// File with the 24 words of the second key, for an alderman; of the region's with --anew. Without it they are asked on the
    /// terminal.
    #[arg(long, value_name = "FILE", requires = "wait")]
    pub second_key: Option<PathBuf>,
    /// Address to listen at.
    #[arg(long)]
    pub listen: Option<SocketAddr>,
}

/// Options of `invitations`.
#[derive(Debug, Args)]
pub struct Invitations {
    /// Take the invitation back of which the id starts like this.
    #[arg(long, value_name = "ID")]
    pub cancel: Option<String>,
}

/// Options of `join`.
#[derive(Debug, Args)]
pub struct Join {
    /// The code, with or without spaces, dashes and capitals.
    #[arg(required = true, num_args = 1..)]
    pub code: Vec<String>,
    /// Your name.
    #[arg(long)]
    pub person: String,
    /// Your role; when given, it must be the one that you were invited for.
    #[arg(long)]
    pub role: Option<String>,
    /// Address to listen at.
    #[arg(long)]
    pub listen: Option<SocketAddr>,
}
