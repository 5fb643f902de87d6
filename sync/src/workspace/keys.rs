//! The keys of a workspace: the passphrase that locks it, and the root keys that it holds.

use std::path::Path;

use deelbaar_schema::charter::{Charter, Founded, Pair};
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::id::RootKey;
use deelbaar_schema::space::SpaceState;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::recovery::{WordsError, key_from_words, key_of_root, words_of};
use super::{Identity, Workspace, WorkspaceError};
use crate::store::{Kdf, OpenError, Passphrase, Store};

/// A key that a municipality or a region begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Root {
    /// Enrols devices of the municipality.
    Municipality,
    /// Admits municipalities.
    Region,
}

impl Root {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Municipality, Self::Region];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Municipality => "municipality",
            Self::Region => "region",
        }
    }
}

impl Workspace {
    /// Whether the workspace in `dir` asks for a passphrase.
    pub fn is_locked(dir: &Path) -> Result<bool, OpenError> {
        Store::is_locked(dir)
    }

    /// Whether opening this workspace takes a passphrase.
    pub fn has_passphrase(&self) -> bool {
        self.store.has_passphrase().unwrap_or(false)
    }

    /// Sets, changes or (`None`) removes the passphrase. Who changes or removes it must know the `current` one.
    pub fn set_passphrase(
        &self,
        current: Option<&Passphrase>,
        chosen: Option<&Passphrase>,
        work: Kdf,
    ) -> Result<(), WorkspaceError> {
        if chosen.is_some_and(|chosen| !chosen.is_long_enough()) {
            return Err(WorkspaceError::ShortPassphrase);
        }
        self.check_passphrase(current)?;
        Ok(self.store.set_passphrase(chosen.map(|chosen| (chosen, work)))?)
    }

    /// Whether the person who is here knows the passphrase. Without one everybody does.
    pub fn check_passphrase(&self, given: Option<&Passphrase>) -> Result<(), WorkspaceError> {
        if !self.has_passphrase() {
            return Ok(());
        }
        let given = given.ok_or(OpenError::PassphraseNeeded)?;
        Ok(self.store.check_passphrase(given, &self.clock)?)
    }

    /// Which root keys this device holds.
    pub fn roots(&self) -> Vec<Root> {
        Root::ALL.into_iter().filter(|root| self.root_key(*root).is_some()).collect()
    }

    /// A root key, where this device holds the one that speaks now.
    pub fn root_key(&self, root: Root) -> Option<SecretKey> {
        let key = Identity::load(&self.store).ok()?.root_key(root)?;
        self.charter_of(root, |charter, of| charter.speaks_for(key.root(), of)).then_some(key)
    }

    /// The public halves of the keys that speak now.
    pub(super) fn pair(&self, root: Root) -> Pair {
        let current = self.charter_of(root, |charter, of| charter.current_keys(of).next());
        current.unwrap_or(self.identity.founding(root).keys)
    }

    /// Whose key it is.
    pub(super) fn founded(&self, root: Root) -> Founded {
        match root {
            Root::Municipality => self.code.into(),
            Root::Region => Founded::Region,
        }
    }

    /// Looks at the charter of the space that a key belongs to.
    fn charter_of<T>(&self, root: Root, look: impl FnOnce(&Charter, Founded) -> T) -> T {
        let of = self.founded(root);
        match root {
            Root::Municipality => self.municipality.look(|state| look(state.charter(), of)),
            Root::Region => self.region.look(|state| look(state.charter(), of)),
        }
    }

    /// The recovery words of every root key that this device holds.
    pub fn recovery_words(
        &self,
        passphrase: Option<&Passphrase>,
    ) -> Result<Vec<(Root, Zeroizing<String>)>, WorkspaceError> {
        self.check_passphrase(passphrase)?;
        let words = |root| Some((root, Zeroizing::new(words_of(&self.root_key(root)?))));
        Ok(Root::ALL.into_iter().filter_map(words).collect())
    }

    /// Gives this device the key that the words stand for: the municipality's or the region's. It holds at once, and what
    /// follows from it is done. Other words change nothing.
    pub fn restore_key(&self, words: &str) -> Result<Root, WorkspaceError> {
        let mut wrong = WordsError::OtherKey;
        for root in Root::ALL {
            let public = self.pair(root).key;
            match key_of_root(words, &public) {
                Ok(key) => {
                    Identity::change(&self.store, |identity| {
                        identity.hold(root, &key);
                        Ok(())
                    })?;
                    self.settle_as_far_as_the_disk_lets()?;
                    return Ok(root);
                }
                // What points at a place says more than "another key" or "they do not belong together".
                Err(error)
                    if matches!(wrong, WordsError::OtherKey | WordsError::Checksum | WordsError::Count { .. }) =>
                {
                    wrong = error;
                }
                Err(_) => {}
            }
        }
        let spoke = |key: RootKey, root| self.charter_of(root, |charter, of| charter.spoke_for(key, of));
        if key_from_words(words).is_ok_and(|key| Root::ALL.into_iter().any(|root| spoke(key.root(), root))) {
            return Err(WorkspaceError::KeyReplaced);
        }
        Err(wrong.into())
    }
}
