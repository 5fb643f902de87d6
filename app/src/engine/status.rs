//! What is known of the other devices: when they were seen, what they confirmed, what waits for them.

use std::collections::BTreeMap;

use deelbaar_schema::charter::Charter;
use deelbaar_schema::id::{ContentHash, DeviceId, MunicipalityCode, SpaceId};
use deelbaar_schema::role::Action;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::time::{Date, Timestamp};
use deelbaar_sync::net::{Journal, Line, Node, PeerStatus, Peers};

use super::executor::Executor;
use super::look::{devices, who};
use super::view::{
    ColleagueStatus, Connection, DeviceStatus, MunicipalityStatus, MunicipalityView, Refused, RegionView, StatusView,
    Through,
};

/// A space as this device keeps it now: its id, its digest, and how many records.
struct Own {
    space: SpaceId,
    digest: ContentHash,
    records: u64,
}

impl Own {
    fn confirmed(&self, peer: &PeerStatus) -> Option<Timestamp> {
        peer.kept.get(&self.space).filter(|(theirs, _)| *theirs == self.digest).map(|(_, when)| *when)
    }

    fn waiting(&self, peer: &PeerStatus) -> Option<u64> {
        peer.waiting(&self.space, (self.digest, self.records))
    }
}

/// What is known of the devices of one municipality together.
fn together(municipality: &MunicipalityView, devices: Vec<DeviceStatus>) -> MunicipalityStatus {
    MunicipalityStatus {
        code: municipality.code,
        name: municipality.name.clone(),
        connected: devices.iter().any(|device| device.connected),
        last_seen: devices.iter().filter_map(|device| device.last_seen).max(),
        up_to_date: devices.iter().filter_map(|device| device.up_to_date).max(),
        waiting: devices.iter().filter_map(|device| device.waiting).min(),
        devices,
    }
}

impl Executor {
    pub(super) fn status(&self, region: &RegionView, records: (u64, u64)) -> StatusView {
        let (peers, lines) = self.heard();
        let (own, shared) = (self.workspace.municipality(), self.workspace.region());
        let own = Own { space: own.space(), digest: own.digest(), records: records.0 };
        let shared = Own { space: shared.space(), digest: shared.digest(), records: records.1 };
        let code = self.workspace.code();
        let mut devices = self.others(&peers, &shared);
        // Whoever does not read the plan knows the own municipality by the region, like the others.
        let known_at_home = |one: &MunicipalityView| one.code == code && self.workspace.reads_plan();
        let others = region.municipalities.iter().filter(|one| !known_at_home(one) && one.takes_part);
        let of = |one: &MunicipalityView| together(one, devices.remove(&one.code).unwrap_or_default());
        let municipalities: Vec<_> = others.map(of).collect();
        let colleagues = self.colleagues(&peers, &own, &shared);
        let through = self.through(&peers, &shared, &municipalities);
        let shunned = peers.iter().filter_map(|(device, peer)| Some((*device, peer.misbehaved.clone()?))).collect();
        let nobody = municipalities.iter().all(|one| one.up_to_date.is_none())
            && colleagues.iter().all(|one| one.up_to_date.is_none());
        let restored = self.workspace.restored_from().is_ok_and(|made| made.is_some());
        StatusView {
            awaits_enrolment: restored && self.workspace.identity().sponsor.is_some() && !self.workspace.is_enrolled(),
            refused: self.refused(&peers, &shared),
            unknown: nobody && restored,
            municipalities,
            colleagues,
            through,
            listening: self.node().map(Node::addresses).unwrap_or_default(),
            shunned,
            forked: self.workspace.forked(),
            // Not for the moment that it usually takes.
            deletion_unfinished: self.workspace.disk_refuses().is_some() && self.workspace.is_deletion_unfinished(),
            clock_ahead: self.workspace.waits_for_clock(),
            connections: self.connections(region, lines),
            records,
            passphrase: self.workspace.has_passphrase(),
            roots: self.workspace.roots(),
            backup: self.backup_status(),
            backing_up: self.backing_up > 0,
            network: self.network(),
            files: self.workspace.files().all(),
        }
    }

    /// Whether others refuse this device. Whoever never let it in may not have heard of it yet.
    fn refused(&self, peers: &BTreeMap<DeviceId, PeerStatus>, shared: &Own) -> Option<Refused> {
        let own = self.workspace.code();
        let (colleagues, others): (Vec<_>, Vec<_>) = self.workspace.region().look(|region| {
            let members = region.charter().members().filter_map(|member| {
                let peer = peers.get(&member.device).filter(|peer| peer.kept.contains_key(&shared.space))?;
                Some((member.enrolment.municipality, peer))
            });
            members.partition(|(code, _)| *code == own)
        });
        let lets_in = |met: &[(MunicipalityCode, &PeerStatus)]| {
            met.iter().any(|(_, peer)| peer.connected && peer.refused.is_none())
        };
        let since = |met: &[(MunicipalityCode, &PeerStatus)]| met.iter().filter_map(|(_, peer)| peer.refused).min();
        if lets_in(&others) {
            return None;
        }
        if let Some(since) = since(&others) {
            return Some(Refused { since, by_colleagues: false });
        }
        let since = since(&colleagues).filter(|_| !lets_in(&colleagues))?;
        Some(Refused { since, by_colleagues: true })
    }

    /// What the node knows; without one there is still what was known when it last ran.
    fn heard(&self) -> (BTreeMap<DeviceId, PeerStatus>, Vec<Line>) {
        if let Some(node) = self.node() {
            return (node.peers().all(), node.journal().lines());
        }
        let store = self.workspace.store();
        let peers = Peers::load(store.clone(), self.workspace.clock().now()).map(|peers| peers.all());
        let lines = Journal::load(store.clone()).map(|journal| journal.lines());
        (peers.unwrap_or_default(), lines.unwrap_or_default())
    }

    /// The devices that take part today, by municipality.
    fn others(
        &self,
        peers: &BTreeMap<DeviceId, PeerStatus>,
        shared: &Own,
    ) -> BTreeMap<MunicipalityCode, Vec<DeviceStatus>> {
        let (me, today) = (self.workspace.device(), self.workspace.clock().today());
        let mut all: BTreeMap<MunicipalityCode, Vec<DeviceStatus>> = BTreeMap::new();
        self.workspace.region().look(|region| {
            let others = devices(region.charter(), today).into_iter().filter(|one| !one.revoked && one.device != me);
            for member in others {
                let peer = peers.get(&member.device).cloned().unwrap_or_default();
                all.entry(member.enrolment.municipality).or_default().push(DeviceStatus {
                    device: member.device,
                    role: member.enrolment.role,
                    connected: peer.connected,
                    last_seen: peer.last_seen,
                    up_to_date: shared.confirmed(&peer),
                    waiting: shared.waiting(&peer),
                });
            }
        });
        all
    }

    fn colleagues(&self, peers: &BTreeMap<DeviceId, PeerStatus>, own: &Own, shared: &Own) -> Vec<ColleagueStatus> {
        if !self.workspace.reads_plan() {
            return Vec::new();
        }
        let (me, today) = (self.workspace.device(), self.workspace.clock().today());
        self.workspace.municipality().look(|state| {
            let others = devices(state.charter(), today).into_iter().filter(|member| member.device != me);
            let status = |member: deelbaar_schema::charter::Member| {
                let peer = peers.get(&member.device).cloned().unwrap_or_default();
                // What a colleague does not get is not waited for.
                let gets = if member.enrolment.role.may(Action::ReadPlan) { own } else { shared };
                ColleagueStatus {
                    device: member.device,
                    who: who(state.charter(), &member.device, today),
                    person: member.enrolment.person,
                    connected: peer.connected,
                    last_seen: peer.last_seen,
                    up_to_date: gets.confirmed(&peer),
                    waiting: gets.waiting(&peer),
                    term: member.enrolment.term,
                    revoked: member.revoked,
                }
            };
            others.map(status).collect()
        })
    }

    /// The colleague's device by which the region comes here and goes from here: the one that was heard last, of those that
    /// keep the same if there are any. Nothing once this device met another municipality itself.
    fn through(
        &self,
        peers: &BTreeMap<DeviceId, PeerStatus>,
        shared: &Own,
        others: &[MunicipalityStatus],
    ) -> Option<Through> {
        if others.is_empty() || others.iter().any(|one| one.last_seen.is_some() || one.up_to_date.is_some()) {
            return None;
        }
        let (me, today) = (self.workspace.device(), self.workspace.clock().today());
        self.workspace.municipality().look(|state| {
            let others = devices(state.charter(), today).into_iter().filter(|one| !one.revoked && one.device != me);
            let heard = others.filter_map(|member| {
                let peer = peers.get(&member.device)?;
                Some(Through {
                    who: who(state.charter(), &member.device, today),
                    connected: peer.connected,
                    last_seen: peer.last_seen?,
                    same: shared.confirmed(peer),
                })
            });
            heard.max_by_key(|one| (one.same, one.connected, one.last_seen))
        })
    }

    /// The journal, newest first, with whose device it was.
    fn connections(&self, region: &RegionView, lines: Vec<Line>) -> Vec<Connection> {
        let today = self.workspace.clock().today();
        let name = |charter: &Charter, device: &DeviceId, day: Date| {
            let enrolment = charter.named(device, day)?;
            let municipality = region.municipalities.iter().find(|one| one.code == enrolment.municipality)?;
            Some((municipality.name.clone(), enrolment.role))
        };
        self.workspace.region().look(|state| {
            let whose = |device: &DeviceId| name(state.charter(), device, today);
            lines.into_iter().rev().map(|line| Connection { whose: whose(&line.device), line }).collect()
        })
    }
}
