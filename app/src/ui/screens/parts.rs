//! The parts of long screens, each with a heading of its own, that one can go to by name.

use deelbaar_sync::workspace::Root;

use crate::engine::View;
use crate::tr;
use crate::ui::cx::Screen;

/// A part of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Who can be invited here at all.
    Invite,
    /// Inviting a colleague.
    Colleague,
    /// Inviting a second device.
    Device,
    /// Inviting a municipality.
    Municipality,
    /// Letting a municipality begin anew.
    Anew,
    /// Invitations that somebody may still use.
    Open,
    /// Handing the second key over.
    Second,
    /// Another role or term.
    Role,
    /// Removing a lost device.
    Lost,
    /// A new key for the municipality.
    Renew,
    /// A new key for the region.
    RenewRegion,
    /// Removing a municipality.
    Dismiss,
    /// Who decides, and mandates.
    Powers,
    /// What happened on the network.
    Connections,
    /// Language, colours, size.
    Reading,
    /// The passphrase.
    Passphrase,
    /// Recovery words.
    Recovery,
    /// Backups.
    Backup,
    /// Letting others know a restored device.
    Introduce,
    /// Relay and proxy.
    Network,
    /// What is held about somebody.
    Access,
    /// Where the data is.
    Data,
}

impl Part {
    /// Every part, in the order of the screens.
    pub const ALL: [Self; 22] = [
        Self::Invite,
        Self::Colleague,
        Self::Device,
        Self::Municipality,
        Self::Anew,
        Self::Open,
        Self::Second,
        Self::Role,
        Self::Lost,
        Self::Renew,
        Self::RenewRegion,
        Self::Dismiss,
        Self::Powers,
        Self::Connections,
        Self::Reading,
        Self::Passphrase,
        Self::Recovery,
        Self::Backup,
        Self::Introduce,
        Self::Network,
        Self::Access,
        Self::Data,
    ];

    /// The screen that it is on.
    pub const fn screen(self) -> Screen {
        match self {
            Self::Reading
            | Self::Passphrase
            | Self::Recovery
            | Self::Backup
            | Self::Introduce
            | Self::Network
            | Self::Access
            | Self::Data => Screen::Settings,
            _ => Screen::Participants,
        }
    }

    /// Its heading.
    pub fn heading(self, view: &View) -> String {
        match self {
            Self::Invite => tr!("participants-invite"),
            Self::Colleague => tr!("participants-colleague"),
            Self::Device => tr!("participants-second-device"),
            Self::Municipality => tr!("participants-new-municipality"),
            Self::Anew => tr!("participants-anew"),
            Self::Open => tr!("participants-open"),
            Self::Second if view.me.seconds.contains(&Root::Municipality) => tr!("second-title"),
            Self::Second => tr!("second-region-title"),
            Self::Role => tr!("change-title"),
            Self::Lost => tr!("lost-title"),
            Self::Renew => tr!("renew-title"),
            Self::RenewRegion => tr!("renew-region-title"),
            Self::Dismiss => tr!("dismiss-title"),
            Self::Powers => tr!("powers-title"),
            Self::Connections => tr!("link-title"),
            Self::Reading => tr!("settings-reading"),
            Self::Passphrase => tr!("lock-title"),
            Self::Recovery => tr!("recovery-title"),
            Self::Backup => tr!("backup-title"),
            Self::Introduce => tr!("introduce-title"),
            Self::Network => tr!("network-title"),
            Self::Access => tr!("access-title"),
            Self::Data => tr!("settings-data"),
        }
    }

    /// Whether it shows, for whoever sits here; `real`: not in the demo.
    pub fn shows(self, view: &View, real: bool) -> bool {
        let me = &view.me;
        let others = || view.region.municipalities.iter().any(|one| one.takes_part && one.code != me.municipality);
        match self {
            Self::Invite | Self::Powers | Self::Connections | Self::Reading | Self::Access | Self::Data => true,
            Self::Colleague | Self::Device | Self::Role => view.manages(),
            Self::Municipality | Self::RenewRegion => me.may_invite_municipalities,
            Self::Anew | Self::Dismiss => me.may_invite_municipalities && others(),
            Self::Open => !view.invitations.is_empty(),
            Self::Second => !me.seconds.is_empty(),
            Self::Lost => view.status.colleagues.iter().any(|one| !one.revoked),
            Self::Renew => me.holds_municipality_key,
            Self::Passphrase | Self::Recovery | Self::Backup | Self::Introduce | Self::Network => real,
        }
    }

    /// Other words under which somebody may look for it: Dutch and English, whatever the language of the screens.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Invite => "uitnodiging toelaten toegang meedoen code invite invitation let in join",
            Self::Colleague => {
                "uitnodigen uitnodiging toelaten toegang meedoen code medewerker wethouder adviseur lezer collega invite \
                 invitation let in join colleague alderman adviser reader"
            }
            Self::Device => {
                "uitnodigen uitnodiging toelaten toevoegen laptop computer telefoon eigen extra invite second own device add"
            }
            Self::Municipality => {
                "uitnodigen uitnodiging toelaten aansluiten nieuwe code invite municipality let in join new"
            }
            Self::Anew => "opnieuw beginnen toelaten uitnodigen sleutel kwijt verloren anew again lost keys invite",
            Self::Open => "uitnodiging intrekken annuleren code verlopen cancel invitation open revoke",
            Self::Second => "tweede sleutel woorden overdragen uit handen second key words hand over",
            Self::Role => {
                "rol wijzigen functie termijn periode ambt wethouder verkiezing einde uit dienst change role term election leave"
            }
            Self::Lost => {
                "apparaat verloren gestolen kwijt intrekken verwijderen blokkeren laptop toestel lost stolen revoke remove device block"
            }
            Self::Renew => {
                "sleutel vernieuwen vervangen gemeente gelekt gestolen renew replace key municipality second"
            }
            Self::RenewRegion => "sleutel vernieuwen vervangen regio gelekt gestolen renew replace key region second",
            Self::Dismiss => "gemeente verwijderen uittreden beeindigen opzeggen dismiss remove leave end municipality",
            Self::Powers => {
                "wie besluit mandaat mandaten machtiging bevoegdheid college raad namens intrekken beeindigen mandate authorise powers body \
                 council who decides end"
            }
            Self::Connections => "verbinding storing netwerk helpdesk logregels adres connection trouble network lines",
            Self::Reading => {
                "taal engels nederlands kleuren donker licht thema contrast lettergrootte zoom groter kleiner language dark \
                 light theme size motion accessibility toegankelijkheid"
            }
            Self::Passphrase => {
                "wachtwoord instellen wijzigen verwijderen pincode vergrendelen slot beveiligen passphrase password pin set \
                 change remove lock"
            }
            Self::Recovery => {
                "herstelwoorden herstellen sleutel terugzetten noodwoorden papier recovery words restore key paper kit"
            }
            Self::Backup => {
                "back-up backup reservekopie kopie maken rooster veiligstellen terugzetten schedule copy restore"
            }
            Self::Introduce => "bekendmaken teruggezet hersteld introductie introduce restored known",
            Self::Network => "doorgeefserver relay proxy adres verbinding verbinden server token network connect",
            Self::Access => {
                "inzage avg privacy persoonsgegevens verzoek exporteren access gdpr personal data export person"
            }
            Self::Data => "map opslag bestanden schijf locatie folder where storage disk",
        }
    }
}
