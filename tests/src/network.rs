//! Small networks of their own, in network namespaces of the kernel: hosts with real interfaces, and nothing beyond.

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A network of hosts on one wire, without a way out. Gone when dropped.
pub struct Lan {
    name: String,
    hosts: u8,
}

/// Whether this machine lets a test make networks; when not, says so.
pub fn possible() -> bool {
    let made = ip(&["netns", "add", "deelbaar-try"]);
    if made {
        ip(&["netns", "del", "deelbaar-try"]);
    } else {
        println!("not run: this machine makes no network namespaces (root and `ip` of iproute2 are needed)");
    }
    made
}

fn ip(args: &[&str]) -> bool {
    let ran = Command::new("ip").args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    ran.is_ok_and(|status| status.success())
}

#[track_caller]
fn must(args: &str) {
    assert!(ip(&args.split(' ').collect::<Vec<_>>()), "ip {args}");
}

impl Lan {
    /// A wire with so many hosts, 10.77.0.1 and on.
    pub fn new(hosts: u8) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("dlb{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let lan = Self { name, hosts };
        must(&format!("netns add {}", lan.name));
        must(&format!("-n {} link add wire type bridge", lan.name));
        must(&format!("-n {} link set wire up", lan.name));
        for host in 1..=hosts {
            let (space, port) = (lan.host(host), format!("port{host}"));
            must(&format!("netns add {space}"));
            must(&format!("link add eth netns {space} type veth peer name {port} netns {}", lan.name));
            must(&format!("-n {} link set {port} master wire up", lan.name));
            must(&format!("-n {space} link set lo up"));
            must(&format!("-n {space} link set eth up"));
            lan.address(host, host);
        }
        lan
    }

    fn host(&self, host: u8) -> String {
        format!("{}-{host}", self.name)
    }

    /// Gives a host 10.77.0.`last` instead of the address that it had.
    pub fn address(&self, host: u8, last: u8) {
        let space = self.host(host);
        must(&format!("-n {space} addr flush dev eth"));
        must(&format!("-n {space} addr add 10.77.0.{last}/24 dev eth"));
        must(&format!("-n {space} route replace 224.0.0.0/4 dev eth"));
    }

    /// Takes the plug of a host out, or puts it in.
    pub fn plug(&self, host: u8, plugged_in: bool) {
        must(&format!("-n {} link set port{host} {}", self.name, if plugged_in { "up" } else { "down" }));
    }

    /// The same command, on a host.
    pub fn on(&self, host: u8, command: &Command) -> Command {
        let mut within = Command::new("ip");
        within.args(["netns", "exec", &self.host(host)]).arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => within.env(name, value),
                None => within.env_remove(name),
            };
        }
        within.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        within
    }
}

impl Drop for Lan {
    fn drop(&mut self) {
        for host in 1..=self.hosts {
            ip(&["netns", "del", &self.host(host)]);
        }
        ip(&["netns", "del", &self.name]);
    }
}
