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
    let name = own_name();
    let made = ip(&["netns", "add", &name]);
    if made {
        ip(&["netns", "del", &name]);
    } else {
        println!("not run: this machine makes no network namespaces (root and `ip` of iproute2 are needed)");
    }
    made
}

fn ip(args: &[&str]) -> bool {
    let ran = Command::new("ip").args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    ran.is_ok_and(|status| status.success())
}

fn ip_words(args: &str) -> bool {
    ip(&args.split(' ').collect::<Vec<_>>())
}

#[track_caller]
fn must(args: &str) {
    assert!(ip_words(args), "ip {args}");
}

impl Lan {
    /// A wire with so many hosts, 10.77.0.1 and on.
    pub fn new(hosts: u8) -> Self {
        let lan = Self { name: own_name(), hosts };
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
        within(&self.host(host), command)
    }
}

/// The same command, within a network namespace.
fn within(space: &str, command: &Command) -> Command {
    let mut within = Command::new("ip");
    within.args(["netns", "exec", space]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => within.env(name, value),
            None => within.env_remove(name),
        };
    }
    within.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    within
}

fn own_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("dlb{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Two sites and a machine between. Both reach it, at [`BETWEEN`]; it passes nothing on by itself, and there is no other way.
/// Gone when dropped.
pub struct Sites {
    name: String,
}

/// Where both sites reach the machine between.
pub const BETWEEN: &str = "10.77.9.9";

impl Sites {
    /// Site 1 with the host 10.77.1.1, site 2 with the host 10.77.2.1.
    pub fn new() -> Self {
        let sites = Self { name: own_name() };
        let between = sites.space(0);
        must(&format!("netns add {between}"));
        must(&format!("-n {between} link set lo up"));
        must(&format!("-n {between} addr add {BETWEEN}/32 dev lo"));
        for site in [1, 2] {
            let space = sites.space(site);
            must(&format!("netns add {space}"));
            must(&format!("link add eth netns {space} type veth peer name site{site} netns {between}"));
            must(&format!("-n {between} addr add 10.77.{site}.254/24 dev site{site}"));
            must(&format!("-n {between} link set site{site} up"));
            must(&format!("-n {space} link set lo up"));
            must(&format!("-n {space} addr add 10.77.{site}.1/24 dev eth"));
            must(&format!("-n {space} link set eth up"));
            must(&format!("-n {space} route add {BETWEEN} via 10.77.{site}.254"));
        }
        sites
    }

    fn space(&self, site: u8) -> String {
        format!("{}-{site}", self.name)
    }

    /// From now on the machine between passes on what goes from site to site: all of it, or as most firewalls do all but
    /// datagrams, of which it takes in none itself either and says nothing to whoever sent them. `false`, with a word about it,
    /// where this machine lets no test do that.
    pub fn pass_on(&self, datagrams: bool) -> bool {
        let between = self.space(0);
        // The rules of every network begin with the one for its own addresses.
        let rules = if datagrams {
            vec!["del pref 1"]
        } else {
            vec!["add pref 5 lookup local", "del pref 0", "add pref 1 ipproto udp blackhole"]
        };
        let obeyed = rules.iter().all(|rule| ip_words(&format!("-n {between} rule {rule}")))
            && ip(&["netns", "exec", &between, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"])
            && [1, 2].iter().all(|site| {
                let space = self.space(*site);
                ip_words(&format!("-n {space} route replace default via 10.77.{site}.254"))
            });
        if !obeyed {
            println!("not run: this machine lets nobody stop datagrams between networks (rules of `ip`, forwarding)");
        }
        obeyed
    }

    /// The same command, on the host of a site; on the machine between with 0.
    pub fn on(&self, site: u8, command: &Command) -> Command {
        within(&self.space(site), command)
    }
}

impl Default for Sites {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Sites {
    fn drop(&mut self) {
        for site in 0..=2 {
            ip(&["netns", "del", &self.space(site)]);
        }
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
