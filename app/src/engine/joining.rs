//! Inviting others, and answering who comes with a code.

use std::future::poll_fn;
use std::task::Poll;

use deelbaar_schema::id::DeviceId;
use deelbaar_schema::space::SpaceState;
use deelbaar_sync::net::{Applicant, Asked, Invitation, InvitationId, Joining, OpenInvitation};
use deelbaar_sync::workspace::WorkspaceError;

use super::command::{Done, Invitee};
use super::error::CommandError;
use super::executor::Executor;
use crate::municipalities;

/// What happened at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AtTheDoor {
    /// Somebody asks to join.
    Came(Applicant),
    /// Somebody who asked does not wait any more: left, or the invitation ended.
    Left(Applicant),
}

impl Executor {
    /// Takes requests to join, also those that come with a code that an earlier run gave out.
    pub fn receive_applicants(&self) {
        if let Some(node) = &self.node {
            node.receive_applicants(self.doorkeeper.clone());
        }
    }

    /// Waits until somebody asks to join, and keeps the request until it is answered; or until somebody left.
    pub async fn at_the_door(&mut self) -> Option<AtTheDoor> {
        let applicants = &mut self.applicants;
        let left = poll_fn(|cx| {
            let gone = applicants.iter_mut().position(|asked| asked.answer.poll_closed(cx).is_ready());
            gone.map_or(Poll::Pending, |at| Poll::Ready(applicants.remove(at).applicant))
        });
        tokio::select! {
            left = left => Some(AtTheDoor::Left(left)),
            asked = self.asked.recv() => {
                let asked: Asked = asked?;
                let applicant = asked.applicant.clone();
                self.applicants.push(asked);
                Some(AtTheDoor::Came(applicant))
            }
        }
    }

    /// Who waits for an answer, in the order in which they came.
    pub fn applicants(&self) -> impl Iterator<Item = &Applicant> {
        self.applicants.iter().map(|asked| &asked.applicant)
    }

    /// The invitations that somebody may still use.
    pub fn invitations(&self) -> Vec<OpenInvitation> {
        let now = self.workspace.clock().now();
        let kept = || Joining::load(self.workspace.store().clone(), now).map(|joining| joining.open(now));
        self.node.as_ref().map_or_else(|| kept().unwrap_or_default(), deelbaar_sync::net::Node::invitations)
    }

    pub(super) fn invite(&self, invitee: &Invitee) -> Result<Done, CommandError> {
        let node = self.node.as_ref().ok_or(CommandError::Offline)?;
        let identity = self.workspace.identity();
        let invitation = match *invitee {
            Invitee::Municipality { code } => {
                identity.region_key().ok_or(WorkspaceError::NoKey)?;
                let today = self.workspace.clock().today();
                if self.workspace.region().look(|region| region.charter().takes_part(code, today)) {
                    return Err(CommandError::AlreadyTakesPart);
                }
                Invitation::Municipality { code, name: municipalities::name_of(code) }
            }
            Invitee::Colleague { role, term } => {
                identity.municipality_key().ok_or(WorkspaceError::NoKey)?;
                Invitation::Colleague { role, term }
            }
        };
        Ok(Done::Invited(node.invite(invitation, self.doorkeeper.clone())?.to_string()))
    }

    pub(super) fn cancel(&self, invitation: &InvitationId) -> Result<Done, CommandError> {
        let cancelled = if let Some(node) = &self.node {
            node.cancel_invitation(invitation)?
        } else {
            let now = self.workspace.clock().now();
            Joining::load(self.workspace.store().clone(), now)?.cancel(invitation, now)?
        };
        if cancelled { Ok(Done::Done) } else { Err(CommandError::NoInvitation) }
    }

    pub(super) fn answer(&mut self, device: DeviceId, approve: bool) -> Result<Done, CommandError> {
        let at = self.applicants.iter().position(|asked| asked.applicant.device == device);
        let asked = self.applicants.remove(at.ok_or(CommandError::NoApplicant)?);
        asked.answer.send(approve).map_err(|_gone| CommandError::NoApplicant)?;
        Ok(Done::Done)
    }
}
