//! What the search for bytes that break a decoder reaches of what a device keeps about itself.

use std::hint::black_box;

use deelbaar_schema::encoding;
use deelbaar_schema::statement::SignedStatement;

use super::pending::{NewKey, Part, Pending};
use super::{Identity, Root, Workspace, random_key};
use crate::store::{Area, Store, StoreError};

/// An identity with everything in it.
pub(crate) fn identity(of: &Workspace, signed: &SignedStatement) -> Vec<u8> {
    let mut identity = of.identity().clone();
    let key = Some(NewKey::new(Root::Region, Part::Second, &random_key().unwrap()));
    let statements = || vec![vec![signed.clone()]];
    identity.pending = Some(Box::new(Pending { municipality: statements(), region: statements(), key }));
    identity.sponsor = Some(of.device());
    encoding::encode(&identity).unwrap()
}

/// Takes such an identity up, and uses it.
pub(crate) fn is_identity(store: &Store, bytes: &[u8]) -> bool {
    store.write::<_, StoreError>(|tx| tx.put(Area::Local, "identity", bytes)).unwrap();
    let Ok(identity) = Identity::load(store) else { return false };
    for root in [Root::Municipality, Root::Region] {
        drop((identity.root_key(root), identity.second_key(root), identity.founding(root).space()));
    }
    drop((identity.device_key(), identity.code(), format!("{identity:?}")));
    Identity::change(store, |_| Ok(())).unwrap();
    true
}

/// When somebody said that the date is right.
pub(crate) fn date_confirmed(workspace: &Workspace, bytes: &[u8]) -> bool {
    workspace.store.write::<_, StoreError>(|tx| tx.put(Area::Local, "date confirmed", bytes)).unwrap();
    black_box(workspace.clock_ahead());
    workspace.store.write::<_, StoreError>(|tx| tx.delete(Area::Local, "date confirmed")).unwrap();
    bytes.len() == 8
}
