# Deelbaar in Dutch. This file is the one that the compiler checks ids against;
# every id here must exist in ../en/deelbaar.ftl with the same arguments (a test checks that).
# Write plain Dutch: short sentences, no jargon, "u" to the user.

## Words of the kit
kit-cancel = Annuleren
kit-close = Sluiten
kit-clear-search = Zoekveld leegmaken
kit-full = Het veld is vol: hoogstens { $most } tekens. Wat u nog typt of plakt, komt er niet bij.
kit-too-long = Te lang: hoogstens { $most } tekens, en dit zijn er { $count }. Maak het korter.
kit-required = verplicht
kit-invalid = Klopt niet: { $reason }
kit-added = toegevoegd: { $text }
kit-removed = verwijderd: { $text }
kit-row-cell = { $column }: { $value }
kit-progress = { $what }, { $percent }% klaar
kit-link = { $text } (opent { $host })
kit-image = [afbeelding: { $text }]
kit-notice-info = Informatie: { $text }
kit-notice-success = Gelukt: { $text }
kit-notice-warning = Let op: { $text }
kit-notice-error = Fout: { $text }
kit-marked = [gemarkeerd: { $part }]
save-title = Bewaren als bestand: { $what }
save-form = In welke vorm
save-place = Waar, en onder welke naam
save-place-hint = U mag dit veranderen. Een teken ~ aan het begin is uw eigen map.
save-place-missing = Vul in waar het bestand moet komen.
save-goes-to = Komt in: { $path }
save-button = Bewaren
save-busy = Bezig met bewaren…
save-secret = Dit bestand is een sleutel. Wie het heeft, kan iedereen toelaten. Bewaar het niet op een gedeelde schijf of in een mailbox. Druk het af, en wis het bestand daarna.
save-secret-button = Sleutel toch bewaren
save-exists = Er is al een bestand met die naam. Kies een andere naam, of vervang het.
save-replace = Bestaand bestand vervangen
done-saved = Bewaard in { $path }.
kit-nav-count = { $name }, { $count ->
    [one] 1 open
   *[other] { $count } open
}

## Who can see it
mark-private = Alleen { $municipality }
mark-region-version = Regio · versie { $version }
mark-region-changed = Regio · gewijzigd
mark-region-later = Regio · versie { $version } vanaf { $from }
mark-public = Openbaar
mark-public-changed = Openbaar · gewijzigd
mark-public-later = Openbaar · vanaf { $from }
mark-awaiting-consent = Wacht op toestemming
mark-withdrawn = Ingetrokken
mark-label = Zichtbaar voor: { $mark }

## Dates and times
date-short = { $day } { $month ->
    [1] jan
    [2] feb
    [3] mrt
    [4] apr
    [5] mei
    [6] jun
    [7] jul
    [8] aug
    [9] sep
    [10] okt
    [11] nov
   *[12] dec
} { $year }
date-day-month = { $day } { $month ->
    [1] jan
    [2] feb
    [3] mrt
    [4] apr
    [5] mei
    [6] jun
    [7] jul
    [8] aug
    [9] sep
    [10] okt
    [11] nov
   *[12] dec
}
date-month = { $month ->
    [1] januari
    [2] februari
    [3] maart
    [4] april
    [5] mei
    [6] juni
    [7] juli
    [8] augustus
    [9] september
    [10] oktober
    [11] november
   *[12] december
} { $year }
date-long = { $weekday ->
    [1] maandag
    [2] dinsdag
    [3] woensdag
    [4] donderdag
    [5] vrijdag
    [6] zaterdag
   *[7] zondag
} { $day } { $month ->
    [1] januari
    [2] februari
    [3] maart
    [4] april
    [5] mei
    [6] juni
    [7] juli
    [8] augustus
    [9] september
    [10] oktober
    [11] november
   *[12] december
} { $year }
date-pattern = dd-mm-jjjj
date-invalid = Schrijf de datum als dag-maand-jaar, bijvoorbeeld 09-04-2026.
date-no-such-day = Deze datum bestaat niet. Kijk de dag en de maand na.
date-period = { $from } – { $until }
date-and-time = { $date }, { $time }
time-just-now = zojuist
time-minutes-ago = { $count ->
    [one] 1 minuut geleden
   *[other] { $count } minuten geleden
}
time-hours-ago = { $count ->
    [one] 1 uur geleden
   *[other] { $count } uur geleden
}
time-today = vandaag
time-yesterday = gisteren
time-tomorrow = morgen
time-days-ago = { $count ->
    [one] 1 dag geleden
   *[other] { $count } dagen geleden
}
time-weeks-ago = { $count ->
    [one] 1 week geleden
   *[other] { $count } weken geleden
}
time-months-ago = { $count ->
    [one] 1 maand geleden
   *[other] { $count } maanden geleden
}
time-years-ago = { $count ->
    [one] 1 jaar geleden
   *[other] { $count } jaar geleden
}
time-in-minutes = { $count ->
    [one] over 1 minuut
   *[other] over { $count } minuten
}
time-in-hours = { $count ->
    [one] over 1 uur
   *[other] over { $count } uur
}
time-in-days = { $count ->
    [one] over 1 dag
   *[other] over { $count } dagen
}
time-in-weeks = { $count ->
    [one] over 1 week
   *[other] over { $count } weken
}
time-in-months = { $count ->
    [one] over 1 maand
   *[other] over { $count } maanden
}
time-in-years = { $count ->
    [one] over 1 jaar
   *[other] over { $count } jaar
}

## Money
money-invalid = Schrijf het bedrag in euro's, bijvoorbeeld 650 of 1.234,56.

## Words of the domain (app/src/words.rs)
word-invited-municipality = Gemeente { $name }
word-term-since = vanaf { $from }
word-term = van { $from } tot en met { $until }
word-open-invitation = { $tries ->
    [0] { $whom }, tot { $until }
    [one] { $whom }, tot { $until }; 1 keer geprobeerd
   *[other] { $whom }, tot { $until }; { $tries } keer geprobeerd
}
word-code-typo = Eén letter of cijfer klopt niet, in groep { $group } (na DEELBAAR geteld). Kijk die groep na.
word-second-device = Tweede apparaat van { $name } ({ $role })
word-second-device-nobody = Tweede apparaat van iemand die niet meer meedoet
word-role = { $role ->
    [policy-officer] Beleidsadviseur
    [alderman] Wethouder
    [adviser] Adviseur
    [regional-lead] Projectleider
    [reader] Lezer
   *[keeper] Knooppunt
}
term-begins = Uw rol als { $role } begint op { $day }. Tot die dag kunt u hier niets wijzigen, en dit apparaat wisselt nog niets uit.
term-ended = Uw rol als { $role } eindigde op { $day }. U kunt lezen wat op dit apparaat staat. Wijzigen kan niet meer, en dit apparaat ontvangt niets nieuws. Klopt dat niet? Vraag wie bij uw gemeente collega's toelaat om een nieuwe termijn.
part-until = { $name } doet aan { $region } mee tot en met { $day }. Daarna komt er van de regio niets meer binnen en gaat er niets meer naartoe. Dat is voorgoed. Uw eigen plan blijft hier; intrekken wat u deelde kan ook daarna, met een bestand.
part-ended = { $name } is niet meer toegelaten tot { $region } sinds { $day }: dat was de laatste dag.
part-elsewhere = { $name } doet sinds { $day } opnieuw mee aan { $region }, met andere sleutels. De toelating van dit apparaat geldt daarom niet meer. Hoort u nog bij deze gemeente, vraag dan een collega die opnieuw begon om een code.
part-refused = Apparaten van andere gemeenten laten dit apparaat niet meer toe; dat bleek voor het eerst op { $since }. Waarschijnlijk geldt de toelating van { $name }, of van dit apparaat, niet meer. Bel wie de regio leidt of wie u uitnodigde.
part-refused-colleagues = Apparaten van collega’s laten dit apparaat niet meer toe; dat bleek voor het eerst op { $since }. Waarschijnlijk is het verwijderd, of eindigde uw rol. Wat op dit apparaat staat blijft, en u kunt het lezen; van collega’s en van de regio komt niets meer binnen, en wat u hier wijzigt krijgen zij niet. Klopt dat niet? Vraag wie bij uw gemeente collega’s toelaat om een nieuwe code.
part-kept = Uw eigen plan blijft op dit apparaat en u kunt het blijven lezen; van de regio komt niets meer binnen en er gaat niets meer naartoe. Wat al gedeeld was, hebben de anderen nog; intrekken kan met een bestand.
word-kind = { $kind ->
    [section] Onderdeel van het plan
    [activity] Activiteit
    [conversation] Gesprek
   *[inventory] Inventarisatie
}
word-kinds = { $kind ->
    [section] Onderdelen van het plan
    [activity] Activiteiten
    [conversation] Gesprekken
   *[inventory] Inventarisatie
}
word-field = { $field ->
    [title] Titel
    [number] Nummer
    [theme] Thema
    [from] Van
    [until] Tot en met
    [period] Periode in woorden
    [place] Plaats
    [audience] Voor wie
    [partners] Partners
    [costs] Kosten
    [hours] Uren
    [contact] Contactpersoon
    [body] Beschrijving
    [body-activity] Toelichting
    [body-inventory] Wat speelt er
    [next-step] Vervolgstap
    [risks] Risico’s
    [outcome] Resultaat
    [lessons] Leerpunten
    [tags] Labels
    [language] Taal
    [summary-nl] Nederlandse samenvatting
    [summary-en] Engelse samenvatting
    [press-release] Persbericht
    [source] Bron
   *[stage] Stadium
}
word-phase = { $phase ->
    [idea] Idee
    [draft] Concept
    [dropped] Vervallen
    [submitted] Ter besluitvorming
    [agreed] Besloten
    [held] Aangehouden
    [sent-back] Teruggestuurd
    [refused] Afgewezen
    [running] In uitvoering
   *[finished] Afgerond
}
word-outcome = { $outcome ->
    [agreed] Akkoord
    [held] Aangehouden
    [sent-back] Teruggestuurd
   *[refused] Afgewezen
}
word-event = { $event ->
    [submitted] Voorgelegd aan de wethouder
    [recalled] Teruggenomen
    [agreed] Akkoord van de wethouder
    [held] Aangehouden door de wethouder
    [sent-back] Teruggestuurd door de wethouder
    [refused] Afgewezen door de wethouder
    [started] Uitvoering begonnen
    [finished] Afgerond
    [asked-region] Toestemming gevraagd: delen met de regio
    [asked-public] Toestemming gevraagd: openbaar maken
    [consent-confirmed] Toestemming bevestigd door de opvolger
    [consent-refused] Toestemming geweigerd
    [consent-returned] Terug met een opmerking
    [consent-recalled] Verzoek om toestemming teruggenomen
   *[withdrawn] Delen ingetrokken
}
word-event-consent = Toestemming gegeven voor versie { $version }
word-audience = { $audience ->
    [region] De regio
   *[public] Iedereen (openbaar)
}
word-step = { $step ->
    [added] toevoegen van “{ $title }”
    [changed] wijzigen van “{ $title }”
    [removed] verwijderen van “{ $title }”
   *[commented] opmerking bij “{ $title }”
}
word-step-imported = { $count ->
    [one] inlezen van 1 onderdeel uit “{ $name }”
   *[other] inlezen van { $count } onderdelen uit “{ $name }”
}
word-who = { $name } ({ $role })
word-who-unknown = onbekend
word-alderman = de wethouder
word-alderman-named = wethouder { $names }
word-io-missing = dat bestaat niet
word-io-exists = daar staat al een bestand
word-io-denied = u hebt daar geen rechten op
word-io-folder = dat is een map, geen bestand
word-io-no-folder = een deel van het pad is geen map
word-io-name = die naam is te lang of kan niet
word-io-no-text = het is geen tekst (UTF-8)
word-io-large = het is te groot
word-io-full = de schijf is vol
word-io-read-only = op die schijf mag niet worden geschreven
word-io-code = het systeem meldt fout { $code }
word-io-other = het systeem meldt een fout
word-no-theme = geen thema

## Errors in words (app/src/explain.rs): what happened, that nothing was lost, what to do
explain-nothing-hint = U hoeft niets te doen.
explain-restart-hint = Sluit Deelbaar en open het opnieuw. Blijft dit gebeuren, vraag dan hulp aan uw beheerder.
explain-no-item = Dit onderdeel is er niet meer. Misschien heeft een collega het verwijderd. Er is niets gewijzigd.
explain-no-item-hint = Kijk in de lijst, of maak het verwijderen ongedaan met Ctrl Z.
explain-no-request = Hierover staat geen verzoek open: het is beantwoord, teruggenomen of nooit gedaan. Er is niets gewijzigd.
explain-no-request-hint = Kijk in “Te besluiten” wat er nog openstaat.
explain-nothing-to-undo = Er is niets om ongedaan te maken.
explain-undo-stopped = Ongedaan maken gaat niet verder terug dan wat is vastgelegd: op “{ $title }” is daarna vastgelegd “{ $what }” ({ $who }, { $when }).
explain-undo-goes-on = Er is niets veranderd. Nog een keer ongedaan maken gaat verder met ouder werk aan andere onderdelen.
explain-redo-stopped = Opnieuw doen kan niet meer: op “{ $title }” is daarna vastgelegd “{ $what }” ({ $who }, { $when }).
explain-redo-goes-on = Er is niets veranderd. Nog een keer opnieuw doen gaat verder met werk aan andere onderdelen.
explain-redo-stopped-hint = Er is niets veranderd. Verander het onderdeel zelf als dat nodig is; dat is dan een nieuwe wijziging.
explain-undo-stopped-hint = Er is niets veranderd. Verander het onderdeel zelf als dat nodig is; dat is dan een nieuwe wijziging.
explain-changed-since = “{ $title }” is daarna door iemand anders veranderd. Dat wordt niet ongedaan gemaakt; er is niets veranderd.
explain-changed-since-hint = Verander het onderdeel zelf als dat nodig is. De volgende keer maakt u uw stap daarvoor ongedaan.
explain-nothing-to-redo = Er is niets om opnieuw te doen.
explain-not-now = Dit kan niet in de stap waarin het onderdeel nu staat. Er is niets gewijzigd.
explain-not-now-hint = Bij het onderdeel staat wat de volgende stap is.
explain-no-remark = Weigeren of terugsturen kan niet zonder opmerking: wie het vroeg, moet weten waarom. Er is niets ondertekend.
explain-no-remark-hint = Geef een opmerking mee (--note).
explain-still-shared = Dit wordt gedeeld en kan daarom niet worden verwijderd. Er is niets gewijzigd.
explain-still-shared-hint = Trek het delen eerst in: dat doet de wethouder, bij het onderdeel of bij Toestemmingen. Daarna kan het weg.
explain-still-asked = Hierover is een besluit of toestemming gevraagd; daarom kan het niet worden verwijderd. Er is niets gewijzigd.
explain-still-asked-hint = Neem de vraag om een besluit of toestemming eerst terug, of wacht op het antwoord van de wethouder.
explain-consent-elsewhere = De regio deelt dit, maar de toestemming ervoor staat niet in het archief van uw gemeente. Er is niets gewijzigd.
explain-consent-elsewhere-hint = Vraag opnieuw toestemming, of laat de wethouder het intrekken. Dat kan allebei.
explain-long-title = De titel is te lang: hoogstens { $most } tekens. Er is niets gewijzigd.
explain-long-title-hint = Maak de titel korter en zet de rest in de tekst.
import-shortened = { $count ->
    [one] Eén titel is langer dan { $most } tekens en is ingekort; de hele titel staat bovenaan de tekst: { $titles }.
   *[other] { $count } titels zijn langer dan { $most } tekens en zijn ingekort; de hele titel staat steeds bovenaan de tekst. Dit zijn onder andere: { $titles }.
}
explain-empty = Er is nog niets ingevuld. Er is niets gewijzigd.
explain-empty-hint = Vul het veld in en probeer het opnieuw.
explain-unknown-municipality = Er is geen gemeente met deze code. Er is niets gewijzigd.
explain-unknown-municipality-hint = Een code begint met GM en heeft vier cijfers, zoals GM0327.
explain-takes-part = Deze gemeente doet al mee. Er is niets gewijzigd.
explain-takes-part-hint = Nodig binnen die gemeente een collega uit, als er iemand bij moet. Is zij haar sleutels kwijt, laat haar dan opnieuw beginnen.
explain-not-admitted = Deze gemeente doet niet mee, dus zij kan niet opnieuw beginnen. Er is niets gewijzigd.
explain-not-admitted-hint = Nodig haar gewoon uit.
explain-no-applicant = Vanaf dat apparaat vraagt niemand meer om mee te doen. Er is niets gewijzigd.
explain-no-applicant-hint = Vraag uw collega om het opnieuw te proberen.
explain-last-day-past = Deze laatste dag ligt te ver terug. Er is niets gewijzigd.
explain-last-day-past-hint = Kies gisteren, vandaag of een latere dag. Wat intussen is gedeeld, zou anders verdwijnen zonder dat iemand het introk.
explain-was-dismissed = Deze gemeente is uit de regio verwijderd. Dat is voorgoed. Er is niets gewijzigd.
explain-was-dismissed-hint = Overleg met wie de regio is begonnen.
explain-no-member = Van dit apparaat is niet bekend dat iemand er nu mee meedoet. Er is niets gewijzigd.
explain-no-member-hint = Kies iemand die vandaag meedoet.
explain-left = Van wie dit apparaat zou zijn, doet niet meer mee. Het is niet toegelaten, en er is niets gewijzigd.
explain-left-hint = Antwoord nee. Doet deze persoon toch weer mee, nodig die dan opnieuw uit.
explain-no-invitation = Deze uitnodiging staat niet meer open. Er is niets gewijzigd.
explain-no-invitation-hint = Kijk bij “Deelnemers” wie er nieuw is.
explain-offline = Dit apparaat is nu niet met andere verbonden. Alles staat veilig op dit apparaat.
explain-offline-hint = U kunt gewoon doorwerken. Deelbaar probeert het vanzelf opnieuw.
explain-no-sections = In dit bestand is geen tekst gevonden. Er is niets gewijzigd.
explain-no-sections-hint = Open het bestand om te zien of er tekst in staat, en probeer het opnieuw.
explain-stopped = Deelbaar werkt op de achtergrond niet meer. Wat al bewaard was, staat veilig op dit apparaat.
explain-import-empty = Dit bestand is leeg. Er is niets gewijzigd.
explain-import-large = Dit bestand is te groot: er past hooguit { $limit } MB in één keer. Er is niets gewijzigd.
explain-import-large-hint = Splits het bestand en lees de delen na elkaar in.
explain-import-pdf = Dit is een PDF. Die kan Deelbaar niet inlezen. Er is niets gewijzigd.
explain-import-pdf-hint = Open de PDF, bewaar de tekst als .txt, en lees dat bestand in.
explain-import-word = Dit is een bestand van een tekstverwerker. Dat kan Deelbaar niet inlezen. Er is niets gewijzigd.
explain-import-word-hint = Kies in uw tekstverwerker “Opslaan als” en dan “Tekst zonder opmaak (.txt)”, en lees dat bestand in.
explain-import-archive = Dit is een ZIP-bestand of een rekenblad, geen tekst. Er is niets gewijzigd.
explain-import-binary = Dit is geen tekstbestand. Er is niets gewijzigd.
explain-import-other-hint = Kies een tekstbestand (.txt of .md).
explain-act-unknown = Het verzoek waar dit bij hoort is er niet (meer). Er is niets gewijzigd.
explain-act-unknown-hint = Wacht tot dit apparaat weer bijgewerkt is en probeer het opnieuw.
explain-own-request = U hebt dit zelf gevraagd; dan mag u er niet zelf over beslissen. Er is niets gewijzigd.
explain-own-request-hint = De wethouder beslist hierover. Bent u dat zelf, laat dan een collega het opnieuw vragen.
explain-content-changed = De inhoud is gewijzigd sinds die is voorgelegd. Er is niets besloten.
explain-content-changed-hint = Leg het onderdeel opnieuw voor; dan gaat het besluit over de nieuwe inhoud.
explain-no-decision = Hiervoor is nog geen akkoord van de wethouder. Er is niets gewijzigd.
explain-no-decision-hint = Leg het onderdeel eerst voor aan de wethouder.
explain-not-for-decision = Over dit soort onderdelen wordt niet besloten. Er is niets gewijzigd.
explain-not-for-decision-hint = Alleen activiteiten en gesprekken gaan naar de wethouder.
explain-not-carried-out = Resultaat en leerpunten legt u pas vast als de activiteit of het gesprek loopt of is afgerond. Er is niets veranderd.
explain-not-carried-out-hint = Leg eerst voor ter besluitvorming, en start na het akkoord.
explain-done = Dit is al gedaan. Er is niets gewijzigd.
explain-done-hint = U hoeft niets te doen. Het onderdeel laat zien waar het nu staat.
explain-nothing-shared = Hiervan wordt niets gedeeld. Er is niets gewijzigd.
explain-consent-content = De inhoud is niet precies wat is goedgekeurd. Er is niets gedeeld.
explain-consent-content-hint = Vraag opnieuw toestemming voor de inhoud zoals die nu is.
explain-consent-unsound = Deze toestemming klopt niet en telt niet. Er is niets gedeeld.
explain-consent-unsound-hint = Vraag opnieuw toestemming.
explain-role = Uw rol mag dit niet. Er is niets gewijzigd.
explain-role-hint = Vraag het aan een collega met de juiste rol.
explain-revoked = Dit apparaat doet niet meer mee. Wat erop staat, is niet weg.
explain-revoked-hint = Dit apparaat blijft verwijderd. Doet u nog mee, vraag dan een nieuwe code aan wie in uw gemeente collega’s toelaat, en begin met een lege map.
explain-replaced = Dit apparaat is toegelaten met een sleutel van de gemeente die daarna is vervangen. Het doet niet meer mee. Wat erop staat, is niet weg.
explain-replaced-hint = Vraag een collega om dit apparaat opnieuw toe te laten.
explain-not-enrolled = Dit apparaat is nog niet toegelaten. Er is niets gewijzigd.
explain-not-enrolled-hint = Vraag een collega om dit apparaat toe te laten.
explain-own-term-over = Uw eigen rol geldt vandaag niet. Apparaten van collega’s luisteren daarom niet naar dit apparaat: wie u hier toelaat, daar hoort niemand van. Er is niets gewijzigd.
explain-own-term-over-hint = Laat een beleidsadviseur met de sleutel van de gemeente dit doen. Is die er niet? Zet op het apparaat van de wethouder de sleutel terug met de herstelwoorden (Instellingen, Herstelwoorden) en laat daar, samen met wie de tweede sleutel bewaart, een beleidsadviseur toe.
explain-other-municipality = Dit hoort bij een andere gemeente. Er is niets gewijzigd.
explain-outside-term = Op { $date } had u deze rol niet. Er is niets gewijzigd.
explain-outside-term-hint = Vraag wie in uw gemeente collega’s toelaat om de termijn van uw rol te wijzigen (Deelnemers).
explain-not-taking-part = Op { $date } deed uw gemeente niet mee aan de regio. Er is niets gewijzigd.
explain-not-taking-part-hint = Vraag wie de sleutel van de regio heeft hoe het zit. Uw eigen plan blijft op dit apparaat.
explain-relay-many = Een regio kan hoogstens vier doorgeefservers hebben. Er is niets gewijzigd.
explain-relay-address = Dit is geen adres van een doorgeefserver. Er is niets gewijzigd.
explain-relay-token = De toegangscode van de doorgeefserver kan zo niet worden gebruikt. Er is niets gewijzigd.
explain-relay-open = Een toegangscode mag niet over een onversleutelde verbinding. Er is niets gewijzigd.
explain-relay-hint = Vraag de beheerder van de doorgeefserver om het adres; het begint met https:// en er staan geen spaties in.
explain-wrong-key = Dit apparaat heeft niet de sleutel die hiervoor nodig is. Er is niets gewijzigd.
explain-wrong-key-hint = Doe dit op het apparaat waarop uw gemeente of de regio is begonnen.
explain-exists = Dit onderdeel is er al. Er is niets gewijzigd.
explain-empty-title = Een onderdeel heeft een titel nodig. De oude titel blijft staan.
explain-empty-title-hint = Vul een titel in.
explain-wrong-field = { $kind }: het veld “{ $field }” past hier niet. Er is niets gewijzigd.
explain-wrong-field-hint = Kies een ander veld.
explain-part-of-itself = Een onderdeel kan niet onder zichzelf vallen. Er is niets gewijzigd.
explain-part-of-itself-hint = Kies een andere plek.
explain-too-many-files = Bij één onderdeel passen hoogstens { $count } bestanden. Er is niets gewijzigd.
explain-too-many-files-hint = Verwijder er eerst een, of voeg bestanden samen.
explain-file-large = Dit bestand is groter dan { $limit } MB. Er is niets toegevoegd.
explain-file-large-hint = Maak het kleiner, of splits het in delen.
explain-file-empty = Dit bestand is leeg. Er is niets toegevoegd.
explain-file-none = Er is geen bestand op deze plaats. Er is niets toegevoegd.
explain-file-folder = Dit is een map of iets anders dan een bestand. Er is niets toegevoegd.
explain-file-other-hint = Kies een ander bestand.
explain-file-unreadable = Dit bestand kan niet worden gelezen. Er is niets toegevoegd.
explain-file-unreadable-hint = Ga na of u het bestand mag openen en of de schijf of het netwerk bereikbaar is. Probeer het daarna opnieuw.
explain-files-full = De bestanden van uw gemeente zijn samen groter dan { $limit } GB. Er is niets toegevoegd.
explain-files-full-hint = Verwijder bestanden die niet meer nodig zijn.
explain-file-away = De inhoud van dit bestand staat nog niet op dit apparaat.
explain-file-away-hint = De inhoud komt vanzelf zodra een apparaat dat haar heeft bereikbaar is.
explain-file-name = Dit bestand kan niet worden toegevoegd. Er is niets gewijzigd.
explain-file-name-hint = Geef het een gewone naam en een omschrijving van hoogstens 500 tekens, en probeer het opnieuw.
explain-other-files = De nieuwe versie bevat een bestand waarvoor geen toestemming is gegeven. Er is niets gedeeld.
explain-other-files-hint = Vraag opnieuw toestemming, met dit bestand erbij.
explain-too-large = Dit is te groot om in één keer te bewaren. Wat al bewaard was, is er nog.
explain-too-large-hint = Splits de tekst over meer onderdelen.
explain-document = Het plan kon niet worden gewijzigd. Wat al bewaard was, staat veilig op dit apparaat.
explain-interrupted = Het inrichten van dit apparaat is afgebroken. Er was nog niets om te verliezen.
explain-interrupted-hint = Begin opnieuw in een lege map.
explain-no-key = Dit apparaat heeft niet de sleutel die hiervoor nodig is. Er is niets gewijzigd.
explain-no-key-hint = Doe dit op het apparaat waarop uw gemeente of de regio is begonnen.
explain-unreadable = Iets op dit apparaat is niet leesbaar. De rest is er nog.
explain-unreadable-hint = Open Deelbaar opnieuw. Collega's kunnen wat ontbreekt vaak opnieuw sturen.
explain-no-randomness = De computer kon geen veilige sleutel maken. Er is niets gewijzigd.
explain-refused = Deze wijziging klopt niet en is niet bewaard. Wat al bewaard was, is er nog.
explain-sound = Er is niets te herstellen: dit apparaat leest alles wat erop bewaard is.
explain-sound-hint = Er is niets gewijzigd. Wat andere gemeenten deelden en hier ontbreekt, haalt Deelbaar vanzelf op zodra een ander apparaat verbonden is.
explain-irreparable = Herstellen is niet gelukt: van het bestand is te weinig leesbaar. Er is niets gewijzigd.
explain-irreparable-hint = Bewaar de map zoals hij is. Zet een reservekopie terug, of laat u als nieuw apparaat opnieuw toe: dan komt alles wat collega’s en de regio hebben terug.
explain-damaged-record = Eén gegeven op dit apparaat is beschadigd. De rest is er nog.
explain-damaged-record-hint = Wat gemeenten deelden haalt Deelbaar vanzelf opnieuw op zodra een ander apparaat verbonden is. Blijft u deze melding zien, sluit Deelbaar dan en laat uw beheerder de gegevens op dit apparaat herstellen.
explain-damaged-at-hint = Verander niets in de map. Vraag uw beheerder om de gegevens op dit apparaat te herstellen: alles wat nog leesbaar is blijft bewaard, en wat collega’s hebben komt vanzelf terug.
explain-damaged-setting = Een instelling van dit apparaat is beschadigd. Uw plan is er nog.
explain-damaged-store = Het bestand op dit apparaat is beschadigd. Deelbaar wijzigt er niets meer aan.
explain-damaged-store-hint = Sluit Deelbaar en vraag uw beheerder om de gegevens op dit apparaat te herstellen: alles wat nog leesbaar is blijft bewaard, en het beschadigde bestand ernaast. Helpt dat niet, zet dan een reservekopie terug, of laat u als nieuw apparaat opnieuw toe: dan komt alles wat collega’s hebben terug.
explain-must-reopen = Na een fout op de schijf is niet zeker wat er bewaard is. Deelbaar schrijft niets meer.
explain-must-go = Op dit apparaat staat nog iets dat is ingetrokken. Dat moet weg voordat Deelbaar opengaat, en de schijf neemt geen wijzigingen aan. Er is niets verloren.
explain-must-go-full-hint = Maak ruimte vrij op de schijf, minstens zoveel als de gegevens innemen, en open Deelbaar opnieuw.
explain-must-go-denied-hint = Vraag uw beheerder om schrijven in de map met de gegevens toe te staan, en open Deelbaar opnieuw.
explain-disk-full = De schijf is vol. Uw laatste wijziging is nog niet bewaard; alles daarvoor wel.
explain-disk-full-hint = Maak ruimte vrij op de schijf en wijzig daarna iets; Deelbaar bewaart het dan opnieuw.
explain-disk-read-only = Op deze schijf mag niet worden geschreven. Uw laatste wijziging is nog niet bewaard; alles daarvoor wel.
explain-disk-read-only-hint = Vraag uw beheerder om schrijven op deze schijf toe te staan.
explain-disk-denied = Deelbaar mag niet bij zijn eigen bestanden. Uw laatste wijziging is nog niet bewaard; alles daarvoor wel.
explain-disk-denied-hint = Vraag uw beheerder om u toegang tot de map te geven. Waar die is, staat bij Instellingen.
explain-disk = De schijf meldt een fout. Uw laatste wijziging is misschien nog niet bewaard; alles daarvoor wel.
explain-disk-hint = Controleer de schijf. Wijzig daarna iets; Deelbaar bewaart het dan opnieuw.
explain-file-exists = Er is al een bestand met die naam. Het bestand is niet gemaakt; wat er stond, is er nog.
explain-file-exists-hint = Kies een andere naam.
explain-file-no-folder = Die map bestaat niet. Het bestand is niet gemaakt.
explain-file-no-folder-hint = Kijk of de map goed is getypt, of kies een andere map.
explain-file-no-name = Dit is geen naam van een bestand, maar van een map. Het bestand is niet gemaakt.
explain-file-no-name-hint = Zet achter de map een naam voor het bestand.
explain-file-full = De schijf is vol. Het bestand is niet gemaakt; wat er stond, is er nog.
explain-file-full-hint = Maak ruimte vrij, of kies een andere schijf.
explain-file-denied = In die map mag u niet schrijven. Het bestand is niet gemaakt; wat er stond, is er nog.
explain-file-denied-hint = Kies een andere map, of vraag uw beheerder om toegang.
explain-file-disk = De schijf meldt een fout. Het bestand is niet gemaakt.
explain-file-disk-hint = Kijk of de schijf is aangesloten, of kies een andere map.
explain-folder = De map met gegevens kan niet worden gebruikt: { $reason }. Er is niets gewijzigd.
explain-folder-hint = Kijk of de map goed is getypt, of kies een andere.
explain-folder-denied = In de map met gegevens mag u niet lezen of schrijven. Er is niets gewijzigd.
explain-folder-denied-hint = Kies een andere map, of vraag uw beheerder om toegang.
explain-folder-full = De schijf is vol. Er is niets gewijzigd.
explain-not-found = In deze map staat nog niets van Deelbaar.
explain-not-found-hint = Kies een andere map, of begin hier opnieuw.
explain-already-exists = In deze map staat al een plan. Er is niets gewijzigd.
explain-already-exists-hint = Open dat plan, of kies een lege map.
explain-in-use = Deelbaar is al open met deze gegevens. Er is niets gewijzigd.
explain-in-use-hint = Ga naar het venster dat al open is, of sluit dat eerst. Draait Deelbaar hier zonder venster, als knooppunt, stop dat dan.
holder-other-version = Deelbaar is al open met deze gegevens, in een andere versie. Er is niets gewijzigd.
holder-other-version-hint = Start het venster of knooppunt opnieuw, zodat beide dezelfde versie zijn.
holder-other-user = Deelbaar is al open met deze gegevens, voor een andere gebruiker. Er is niets gewijzigd.
holder-other-user-hint = Geef de opdracht als de gebruiker onder wie het knooppunt draait.
holder-busy = Het venster of knooppunt voert al zo veel opdrachten uit als het kan. Deze is niet begonnen.
holder-busy-hint = Probeer het zo opnieuw.
holder-silent = Het venster of knooppunt dat deze gegevens open heeft, antwoordt niet meer. Wat het al bewaarde, blijft bewaard.
holder-silent-hint = Kijk met deelbaar status wat er is gedaan. Antwoordt het dan niet, start het venster of knooppunt opnieuw.
holder-listens = De opdracht gebruikt de verbinding van het programma dat al draait; --listen geldt niet.
explain-key-missing = De sleutel van deze gegevens ontbreekt of past niet. De gegevens zelf zijn er nog.
explain-key-missing-hint = Zet een kopie van het sleutelbestand terug. Waar die is, weet uw beheerder.
explain-store-missing = De gegevens ontbreken; alleen de sleutel is er nog.
explain-backup-hint = Zet een reservekopie terug.
explain-newer = Deze gegevens zijn gemaakt met een nieuwere Deelbaar. Er is niets gewijzigd.
explain-newer-hint = Werk Deelbaar bij en open het opnieuw.

## One item: detail, form and actions (app/src/ui/screens/item)
item-detail = Details van { $title }
item-when = Wanneer
item-hours = { $count ->
    [one] 1 uur
   *[other] { $count } uur
}
item-hours-invalid = Schrijf hele uren, bijvoorbeeld 12.
item-negative = Een bedrag kan niet kleiner zijn dan nul.
item-title-needed = Een onderdeel heeft een titel nodig. De oude titel blijft staan tot u er een invult.
item-never-shared = Blijft altijd binnen uw gemeente.
item-conflict = Tegelijk vulde iemand anders in: “{ $other }”.
item-form-edit = Gegevens bewerken
item-form-done = Klaar met bewerken
item-preview = Bekijken zoals het wordt
item-edit-text = Tekst bewerken
item-no-text = Nog geen tekst.
item-markdown-hint = Wordt vanzelf bewaard. Met # maakt u een kop, met - een lijst, met ** vet.
item-not-kept = Deze tekst is nog niet bewaard. Hij blijft hier staan.
item-keep-again = Opnieuw bewaren
item-long-text = Deze tekst is erg lang. Splits hem over meer onderdelen; dan kunt u ze ook apart delen.
item-standing-since = { $phase } · { $ago }
item-contradiction = De uitvoering is begonnen, terwijl elders een ander besluit is genomen. Overleg met de wethouder.
item-changed-since-decision = De inhoud is gewijzigd nadat die is voorgelegd. Het besluit gaat niet over deze tekst.
item-alderman-says = De wethouder schrijft: { $note }
item-consent-says = De wethouder schrijft bij de toestemming om te delen: { $note }
item-consent-returned = Het verzoek om te delen kwam terug: { $note }
item-consent-refused = De wethouder wil dit niet delen: { $note }
item-submit = Voorleggen aan wethouder
item-start = Uitvoering starten
item-finish = Afronden
item-recall-consent = Verzoek om toestemming terugnemen
item-recall = Terugnemen
item-ask-consent = Toestemming vragen
item-withdraw = Delen intrekken
item-up = Omhoog
item-down = Omlaag
item-remove = Verwijderen
item-remove-shared = Dit wordt gedeeld. Laat de wethouder het delen eerst intrekken; daarna kan het weg.
item-remove-asked = Hierover is een besluit of toestemming gevraagd. Neem de vraag eerst terug, of wacht op het antwoord.
item-withdraw-title = Delen van “{ $title }” intrekken?
item-withdraw-text = Alle gemeenten verwijderen hun exemplaar zodra hun apparaat dit hoort. U ziet per gemeente wie dat bevestigt. Wie al een kopie bewaarde of afdrukte, houdt die. Een nieuwe versie delen kan later weer, met een nieuwe toestemming.
item-withdraw-no = Blijven delen
item-withdraw-yes = Intrekken
item-why-dropped = Vervallen. Wijzig het stadium om hier weer mee verder te gaan.
item-why-submitted = Wacht op de wethouder. De uitvoering kan beginnen na een akkoord.
item-why-submitted-changed = Gewijzigd na het voorleggen. Leg opnieuw voor, zodat de wethouder over deze tekst besluit.
item-why-changed = Gewijzigd na het besluit. Leg opnieuw voor voordat u verdergaat.
item-why-agreed = De wethouder is akkoord. De uitvoering kan beginnen.
item-why-undecided = Kan pas beginnen na een besluit van de wethouder.
item-why-held = Aangehouden. U kunt het later opnieuw voorleggen.
item-why-sent-back = Teruggestuurd. Pas aan wat de wethouder vraagt en leg opnieuw voor.
item-why-refused = Afgewezen. Opnieuw voorleggen kan, bijvoorbeeld na een wijziging.
item-why-officer-only = Voorleggen, starten en afronden doet een beleidsadviseur.
item-why-asked = Er is toestemming gevraagd om dit te delen. De wethouder heeft nog niet geantwoord.
item-asked-by = Toestemming is gevraagd door { $who } op { $when }.
item-asked-waits = Het wacht op { $who }. Moet het anders, dan kan een beleidsadviseur het verzoek terugnemen.
item-asked-earlier = Daarna is het gewijzigd: vraag opnieuw om te delen wat hier nu staat.
item-comments = Opmerkingen
item-comments-private = Alleen voor collega's in { $municipality }. Wordt nooit gedeeld.
item-comment-by = { $who }, { $when }
item-comment-new = Nieuwe opmerking
item-comment-add = Opmerking plaatsen
item-comment-first = Schrijf eerst een opmerking.
item-event = { $what } — { $who }
item-event-note = { $what } — { $who }: “{ $note }”
item-history = Wat er gebeurde
item-now = nu
item-waits-decision = Wacht op besluit
item-waits-consent = Wacht op toestemming
item-purges = Verwijderd bij andere gemeenten
item-purge-confirmed = verwijdering bevestigd
item-purge-unknown = nog niets van gehoord
consent-ask-title = Toestemming vragen: { $title }
consent-ask-text = De wethouder krijgt precies de tekst te zien zoals die nu is. Pas na toestemming wordt er iets gedeeld.
consent-for-whom = Voor wie?
consent-region = Gemeenten in { $region }
consent-which = Wat mag mee?
consent-title-goes = De titel gaat altijd mee. Opmerkingen, risico’s en labels gaan nooit mee.
consent-stays = blijft in { $municipality }
consent-note = Opmerking voor de wethouder
consent-note-hint = Blijft binnen uw gemeente.
consent-ask = Toestemming vragen aan wethouder
add-new = { $kind ->
    [section] Nieuw onderdeel
    [activity] Nieuwe activiteit
    [conversation] Nieuw gesprek
   *[inventory] Nieuw onderwerp
}
add-hint = Alleen { $municipality } ziet dit, tot de wethouder toestemming geeft om te delen.
add-below = Als deel van “{ $title }”
add-add = Toevoegen
add-title-first = Vul eerst een titel in.

## a section in words
section-hours = { $count ->
    [one] 1 uur
   *[other] { $count } uur
}

## Te besluiten
inbox-title = Te besluiten
inbox-list = Verzoeken
inbox-count = { $count ->
    [one] 1 verzoek
   *[other] { $count } verzoeken
}
inbox-empty = Er wacht niets op een antwoord
inbox-empty-text = Legt een beleidsadviseur een activiteit voor, of vraagt die toestemming om iets te delen? Dan staat het hier.
inbox-back = Terug naar de lijst
inbox-kicker-consent = Toestemming om te delen
inbox-kicker-activity = Besluit over activiteit
inbox-kicker-conversation = Besluit over gesprek
inbox-note-changed = gewijzigd na het voorleggen
inbox-note-since = voorgelegd op { $date }
inbox-note-waits = { $note } · wacht op de wethouder
inbox-count-waits = { $count } · wacht op { $who }
inbox-note-consent = { $audience } · { $state }
inbox-for-region = met de regio
inbox-for-public = openbaar
inbox-state-new = nieuw
inbox-state-changed = gewijzigd sinds versie { $version }
inbox-read-only = U leest mee. Alleen de wethouder van { $municipality } kan hier antwoord op geven.
inbox-own-request = U hebt dit zelf gevraagd. Wie vraagt, kan niet zelf antwoorden. De wethouder beslist hierover. Bent u dat zelf, laat dan een collega het opnieuw vragen.
inbox-no-mandate = U leest mee. Alleen de wethouder van { $municipality }, of wie daarvoor een mandaat heeft, kan hierover besluiten.
inbox-mandate-next = Vraag de wethouder te besluiten of een nieuw mandaat te geven.
inbox-busy = Uw antwoord op “{ $title }” wordt vastgelegd.
inbox-waits = Uw antwoord op “{ $title }” wacht op het wachtwoord. Er is nog niets vastgelegd.
inbox-waits-several = Uw { $count } antwoorden wachten op het wachtwoord. Er is nog niets vastgelegd.
inbox-not-done = Uw antwoord op “{ $title }” is niet vastgelegd. Er is niets verloren: het verzoek staat weer in de lijst.
inbox-done-consent = Toestemming gegeven en ondertekend: “{ $title }”.
inbox-done-returned = Teruggestuurd met uw opmerking: “{ $title }”.
inbox-done-declined = Niet gedeeld: “{ $title }”.
inbox-done-agreed = Akkoord gegeven: “{ $title }”.
inbox-done-held = Aangehouden: “{ $title }”.
inbox-done-refused = Afgewezen: “{ $title }”.
inbox-content = Inhoud van het verzoek
inbox-item-gone = Dit staat niet meer in het plan. U hoeft niets te doen.
inbox-asks-decision = { $kind ->
    [conversation] { $who } vraagt een besluit over dit gesprek. Zonder akkoord wordt het niet gevoerd.
   *[other] { $who } vraagt een besluit over deze activiteit. Zonder akkoord wordt die niet uitgevoerd.
}
inbox-changed = De inhoud is gewijzigd nadat dit is voorgelegd. Wat u hieronder leest, is niet wat is voorgelegd.
inbox-changed-next = U kunt hierover nu niet besluiten. De beleidsadviseur moet de nieuwe inhoud eerst opnieuw voorleggen.
inbox-put-forward = Wat is voorgelegd
inbox-only-title = Alleen de titel is voorgelegd; verder is er niets ingevuld.
inbox-remark-of = Opmerking van { $who }
inbox-costs = kosten
inbox-no-costs = Er zijn geen kosten ingevuld.
inbox-comments = Opmerkingen van collega's
inbox-comment-by = { $who }, { $date }
inbox-agree = Akkoord
inbox-hold = Aanhouden
inbox-send-back = Terugsturen
inbox-refuse = Afwijzen
inbox-agree-activity = Na uw akkoord mag de activiteit beginnen. Uw akkoord geldt voor precies deze inhoud.
inbox-agree-conversation = Na uw akkoord mag het gesprek worden gevoerd. Uw akkoord geldt voor precies deze inhoud.
inbox-note-label = Voorwaarde of opmerking
inbox-note-hint = Blijft in { $municipality }. Schrijf hier een voorwaarde bij uw akkoord of toestemming. Nodig als u iets terugstuurt of weigert.
inbox-note-missing = Schrijf kort waarom. Dan weet uw collega wat er moet gebeuren.
inbox-asks-region = { $who } vraagt toestemming om deze versie te delen met de regio.
inbox-asks-public = { $who } vraagt toestemming om deze versie openbaar te maken.
inbox-changes = Wat er verandert
inbox-all-new = Dit is nog nooit gedeeld. Alles wat u in het voorbeeld ziet, is nieuw voor de lezers.
inbox-no-changes = Er verandert niets aan wat al gedeeld is.
inbox-fields = Wat mag mee?
inbox-fields-hint = De titel gaat altijd mee. Wat u uitvinkt, gaat niet mee.
inbox-stays = blijft in { $municipality }
inbox-left-out = Dit zit niet in het verzoek. Moet het mee, stuur het verzoek dan terug met een opmerking.
inbox-when = Vanaf wanneer?
inbox-when-now = Meteen
inbox-when-later = Vanaf een datum
inbox-date-label = Datum
inbox-date-hint = dag-maand-jaar, bijvoorbeeld 09-04-2027
inbox-date-past = Kies een dag na vandaag, of kies “Meteen”.
inbox-from = Pas te zien vanaf { $date }.
inbox-preview-region = Dit ziet de regio
inbox-preview-public = Dit ziet iedereen
inbox-preview-line = Gemeente { $municipality } · { $kind } · versie { $version }
inbox-preview-fails = Het voorbeeld kan niet worden gemaakt. Daarom kunt u nu niet ondertekenen. Er is niets gedeeld.
inbox-readers = Zichtbaar voor { $names }. Niet openbaar.
inbox-readers-nobody = Er doet nog geen andere gemeente mee. Wie later meedoet, ziet dit ook. Niet openbaar.
inbox-readers-public = Openbaar: iedereen mag dit lezen, ook buiten de gemeenten.
inbox-withdrawal = Intrekken kan altijd. Dan wissen de andere gemeenten de inhoud en bevestigen ze dat. Wie al een kopie bewaarde, houdt die.
inbox-sign = Toestemming geven en ondertekenen
inbox-return = Terug met opmerking
inbox-decline = Niet delen

## Toestemmingen
consents-title = Toestemmingen
consents-subtitle = Wat u nu deelt en wat is ingetrokken.
consents-count = { $shared } gedeeld, { $withdrawn } ingetrokken
consents-empty = Er is nog niets gedeeld
consents-empty-text = Alles blijft in { $municipality }, tot de wethouder toestemming geeft om iets te delen. Toestemming vraagt u bij het onderdeel zelf.
consents-note-shared = gedeeld op { $date }
consents-note-withdrawn = ingetrokken op { $date }
consents-note-held = niet te zien, wel bewaard in de regio
consents-held = Andere gemeenten krijgen deze tekst niet te zien, maar hij staat nog wel op hun schijven. Elk apparaat wist hem zodra de wethouder hem intrekt.
consents-one-held = Versie { $version }, van { $date }: niet te zien, wel bewaard
consents-back = Terug naar de lijst
consents-readers = Wie kan dit zien
consents-readers-nobody = Er doet nog geen andere gemeente mee
consents-version = Versie
consents-since = Gedeeld op
consents-by = Door
consents-changed = Gewijzigd sinds het delen
consents-yes-changed = Ja, de nieuwe tekst is niet gedeeld
consents-not-changed = Nee
consents-embargo = Pas te zien vanaf
consents-withdrawn-on = Ingetrokken op
consents-changed-text = { $seen ->
    [later] Te zien komt de versie waarvoor toestemming is gegeven.
    [public] Iedereen ziet nog de gedeelde versie.
   *[region] De regio ziet nog de gedeelde versie.
}
consents-changed-again = Voor de nieuwe tekst is opnieuw toestemming nodig.
consents-changed-standing = De toestemming is doorlopend: een beleidsadviseur kan de nieuwe tekst delen zonder opnieuw te vragen.
consents-removed = Dit staat niet meer in het plan van { $municipality }, en het wordt nog gedeeld. Trek het in, of laat het staan.
consents-removed-withdrawn = Dit staat niet meer in het plan van { $municipality }.
consents-open = Open het onderdeel
consents-withdraw = Delen intrekken…
consents-only-alderman = Alleen de wethouder van { $municipality } kan delen intrekken.
consents-ask = Delen van “{ $title }” intrekken?
consents-ask-does = Elk apparaat in de regio wist de inhoud zodra het hiervan hoort, en bevestigt dat. U ziet hier welke gemeente dat deed. Alleen dát er iets is ingetrokken blijft zichtbaar.
consents-ask-cannot = Wat iemand al bewaarde of afdrukte, blijft bij diegene. Dat kan Deelbaar niet terughalen.
consents-ask-again = Bij { $municipality } blijft alles staan. Later opnieuw delen kan, met nieuwe toestemming.
consents-ask-removed = In het plan van { $municipality } staat dit niet meer. Bewaar de tekst eerst, als u die nog nodig hebt.
consents-keep = Blijven delen
consents-withdraw-now = Intrekken
consents-busy = “{ $title }” wordt ingetrokken.
consents-purges = Gewist bij de andere gemeenten
consents-purges-count = { $count ->
    [one] { $confirmed } van 1 gemeente heeft bevestigd.
   *[other] { $confirmed } van { $count } gemeenten hebben bevestigd.
}
consents-purged = Bevestigd: gewist
consents-not-heard = Nog niets van gehoord
consents-purges-note = Een gemeente bevestigt zodra haar apparaten weer verbinding hebben.
consents-history = Wat er gebeurde
consents-step = { $what } · { $who }

## Regio-overzicht
region-title = Regio-overzicht
region-subtitle = Waar kunnen gemeenten in { $region } samen werken? Alleen wat wethouders hebben vrijgegeven staat hier.
region-only = Als { $role } ziet u wat gemeenten in de regio delen. Van het plan van { $municipality } staat op dit apparaat niets.
region-empty = Nog niets gedeeld
region-empty-text = Zodra een wethouder toestemming geeft, staat hier welke gemeente wat deelt. Tot die tijd blijft alles bij de gemeente zelf.
region-empty-action = Bekijk wie meedoet
region-back = Terug naar het overzicht
region-matrix = Gedeelde onderdelen per thema en gemeente
region-theme = Thema
region-nothing = niets gedeeld
region-legend = Getal: aantal gedeelde onderdelen. { $count } of meer gemeenten: kans om samen te werken.
region-silent = Nog niets gedeeld over: { $themes }.
region-no-theme = Zonder thema
region-theme-title = { $count ->
    [one] { $theme } · 1 gemeente
   *[other] { $theme } · { $count } gemeenten
}
region-chance = Kans om samen te werken
region-quiet = Delen hier niets over: { $names }.
region-more = { $count ->
    [one] Nog 1 onderdeel bij Gedeelde onderdelen
   *[other] Nog { $count } onderdelen bij Gedeelde onderdelen
}
region-news = Nieuw
region-news-chip = { $municipality } · versie { $version } · { $when }
region-news-withdrawn = { $municipality } · { $when } · onderdeel ingetrokken

## Gedeelde onderdelen
shared-title = Gedeelde onderdelen
shared-empty = Nog niets gedeeld
shared-empty-text = Zodra een wethouder in de regio toestemming geeft, kunt u het hier lezen.
shared-back = Terug naar de lijst
shared-search = Zoeken in gedeelde onderdelen
shared-all = alle
shared-municipality = Gemeente
shared-theme = Thema
shared-kind = Soort
shared-new = { $name } · nieuw
shared-count = { $count ->
    [one] 1 onderdeel
   *[other] { $count } onderdelen
}
shared-column-title = Onderdeel
shared-column-municipality = Gemeente
shared-column-mark = Zichtbaar voor
shared-withdrawn = Ingetrokken onderdeel
shared-withdrawn-on = Ingetrokken onderdeel, { $date }
shared-withdrawn-text = Gemeente { $municipality } heeft dit onderdeel ingetrokken. Datum: { $date }. De inhoud is op dit apparaat gewist.
shared-date-unknown = onbekend
shared-confirmed = Bevestigd dat de inhoud is gewist
shared-confirmed-count = { $count ->
    [one] { $done } van 1 apparaat
   *[other] { $done } van { $count } apparaten
}
shared-line = Gemeente { $municipality } · { $kind }
shared-consent = Toestemming: { $alderman }, wethouder van { $municipality }, op { $date }.
shared-versions = Versies
shared-one-version = Dit is de eerste versie.
shared-version = Versie { $version }
shared-version-now = Versie { $version }, deze versie
shared-compare = Vergelijk deze versie met
shared-compare-none = niet vergelijken
shared-same = Deze twee versies zijn gelijk.

## Deelnemers
participants-title = Deelnemers
participants-subtitle = Wie doet er mee, en wie heeft wat ontvangen.
participants-sync = Nu verbinden
participants-municipalities = Gemeenten in { $region }
participants-municipality = Gemeente
participants-devices = Apparaten van { $name }
participants-device = Persoon
participants-part = Stand
participants-up-to-date = Heeft alles bevestigd
participants-seen = Laatst gezien
participants-takes-part = Doet mee
participants-takes-part-until = Doet mee t/m { $day }
participants-stopped = Doet niet meer mee
participants-own = Dit bent u
participants-this-device = Dit apparaat
participants-enrolled = Toegelaten
participants-enrolled-from = Vanaf { $day }
participants-enrolled-until = Toegelaten t/m { $day }
participants-ended = Geëindigd op { $day }
participants-revoked = Verwijderd
participants-waiting = mist hoogstens { $count ->
        [one] { $count } wijziging
       *[other] { $count } wijzigingen
    }
participants-never-confirmed = nog niet bevestigd
participants-connected = Nu verbonden
participants-never-seen = nog niet gezien
participants-unmet = niet bekend op dit apparaat
participants-unmet-seen = nog nooit rechtstreeks
participants-through = Dit apparaat sprak nog geen andere gemeente rechtstreeks: alles van de regio komt en gaat via het apparaat van { $who }. Of een andere gemeente bij is, is daar te zien.
participants-shunned = Naar apparaat { $device } wordt niet meer geluisterd: { $reason }
participants-forked = Apparaat { $device } schreef op één plek twee verschillende dingen; dat doet geen goed werkend apparaat. Er komt niets nieuws meer van binnen; wat er was blijft. Vraag het wie ermee werkt, en verwijder het apparaat.
clock-ahead = Klopt de datum van dit apparaat?
clock-ahead-why = De klok staat { $days } dagen verder dan alles wat anderen vastlegden. Klopt hij niet, zet hem dan goed. Klopt hij wel, dan gaat het vanzelf verder zodra een ander apparaat iets vastlegt. Tot dan wordt niets gedeeld of gewist omdat de datum dat zegt; er is niets verloren.
participants-unwiped = Er is iets verwijderd en het is nergens meer te zien, maar deze schijf bewaart het nog versleuteld: misschien is de schijf vol. Maak ruimte; de rest gaat vanzelf. Tot dan wordt niet bevestigd dat het verwijderd is.
participants-asks = { $name } wil meedoen
participants-asks-municipality = Namens gemeente { $name }, met een code die u hebt gegeven.
participants-asks-colleague = Als { $role }, met een code die u hebt gegeven.
participants-asks-device = Een tweede apparaat van { $name } ({ $role }), met een code die u hebt gegeven. Wat ermee wordt gedaan, staat op naam van { $name }.
participants-asks-device-nobody = Een tweede apparaat van iemand die niet meer meedoet. Het wordt niet toegelaten: antwoord nee.
participants-asks-check = Bel { $name }, op een nummer dat u al had. Op diens scherm staan vier woorden. Laat ze voorlezen en zeg ze niet zelf voor.
participants-asks-same = Leest de ander dezelfde vier woorden voor?
participants-same-code = Er vragen meer apparaten toegang met dezelfde code. Hooguit één daarvan is van wie u uitnodigde. Vergelijk de woorden extra goed, en beantwoord eerst het verzoek waarvan de woorden kloppen: laat u er één toe of weigert u er één, dan werkt de code voor niemand anders meer.
words-name = Vier woorden
participants-admit = Ja, toelaten
participants-refuse = Nee, weigeren
participants-invite = Uitnodigen
participants-invite-text = U maakt een code die één keer werkt. Stuur die naar wie u uitnodigt. Wie de code gebruikt, komt er pas in als u daarna dezelfde vier woorden hoort en toestemt.
participants-no-colleagues = Een collega uitnodigen doet een beleidsadviseur, op een apparaat met de sleutel van { $name }: meestal dat waarmee uw gemeente begon.
participants-officer = Een beleidsadviseur uitnodigen
participants-officer-text = Dit apparaat heeft de sleutel van uw gemeente, maar als { $role } laat u geen collega’s toe en verwijdert u niemand: dat doet een beleidsadviseur. Is er geen meer, dan kunt u er hier één uitnodigen. Wie de tweede sleutel bewaart, typt bij het toelaten de 24 woorden in.
participants-make-code-officer = Code maken voor een beleidsadviseur
participants-no-municipalities = Een gemeente uitnodigen kan alleen op het apparaat dat de regio is begonnen.
participants-colleague = Een collega uitnodigen
participants-role = Rol
participants-role-choose = Kies een rol
participants-role-missing = Kies eerst in welke rol.
participants-role-text = { $role ->
    [policy-officer] Schrijft het plan, legt voor en vraagt toestemming.
    [alderman] Besluit en geeft toestemming om te delen.
    [adviser] Schrijft mee aan het plan, legt niets voor en besluit niet.
    [regional-lead] Werkt voor de regio en leest wat gemeenten delen.
    [reader] Leest mee en wijzigt niets.
   *[keeper] Een apparaat dat altijd aan staat en bewaart wat gemeenten delen.
}
participants-gets = Wie meedoet als { $role } krijgt het hele plan van { $municipality }, ook wat niet is gedeeld. Alleen van { $municipality }: van andere gemeenten niets.
participants-gets-nothing = Wie meedoet als { $role } krijgt niets van het plan van { $municipality }, alleen wat gemeenten in de regio delen.
participants-until = Tot en met
participants-until-hint = Mag leeg blijven. Dan is er geen einddatum.
participants-until-past = Kies vandaag of een dag daarna.
participants-until-before = Kies de eerste dag of een dag daarna.
participants-from = Vanaf
participants-from-hint = Mag leeg blijven. Dan begint het vandaag.
participants-make-code = Code maken voor een collega
participants-second-device = Een tweede apparaat
participants-second-device-text = Voor wie al meedoet en ook op een ander apparaat wil werken. Beide apparaten tellen als dezelfde persoon: wie op het ene iets voorlegt, kan er op het andere niet over besluiten.
participants-second-device-of = Van wie
participants-whose-choose = Kies een persoon
participants-whose-missing = Kies eerst van wie het apparaat is.
participants-make-code-device = Code maken voor een tweede apparaat
participants-new-municipality = Een gemeente uitnodigen
participants-which-choose = Kies een gemeente
participants-which-missing = Kies eerst een gemeente.
participants-other = Een andere gemeente…
participants-which = Gemeente
participants-code = Code van de gemeente
participants-code-hint = De CBS-code: GM en vier cijfers, bijvoorbeeld GM0307.
participants-code-error = Schrijf GM en vier cijfers, bijvoorbeeld GM0307.
participants-name = Naam van de gemeente
participants-name-missing = Vul de naam van de gemeente in.
participants-make-code-municipality = Code maken voor een gemeente
participants-anew = Een gemeente die haar sleutels kwijt is
participants-anew-text = Zijn de woorden van de tweede sleutel van een gemeente kwijt, of haar eigen sleutel? Dan begint zij opnieuw met nieuwe sleutels, in een nieuwe map. Dat kunt u niet alleen: bij het toelaten typt degene met de tweede sleutel van de regio de woorden in. Wat de gemeente tot nu toe deelde, is daarna pas weer te zien als diezelfde persoon ook de eerdere toelating laat meetellen.
participants-anew-which = Gemeente die opnieuw begint
participants-make-code-anew = Code maken om opnieuw te beginnen
participants-asks-anew = Er doet al een gemeente { $name } mee. Laat alleen toe als u de mensen van { $name } zelf hebt gesproken: wie hier wordt toegelaten, handelt voortaan namens { $name }.
participants-open = Openstaande uitnodigingen
participants-cancel = Intrekken

## Welkom
welcome-main = Welkom
welcome-title = Welkom bij Deelbaar
welcome-busy-title = Een ogenblik
welcome-what = Met Deelbaar werken gemeenten samen aan inclusie en diversiteit.
welcome-private = Wat u schrijft, blijft bij uw gemeente, tot uw wethouder toestemming geeft om het te delen.
welcome-offline = Alles staat op uw eigen apparaat en werkt ook zonder internet.
welcome-found = Een regio beginnen
welcome-found-text = U bent de eerste. U wordt beleidsadviseur van uw gemeente en nodigt daarna anderen uit.
welcome-region = Naam van de regio
welcome-region-missing = Vul de naam van de regio in.
welcome-municipality = Uw gemeente
welcome-municipality-choose = Kies een gemeente
welcome-municipality-missing = Kies uw gemeente.
welcome-other = Een andere gemeente…
welcome-code = Code van uw gemeente
welcome-code-hint = De CBS-code: GM en vier cijfers, bijvoorbeeld GM0307.
welcome-code-error = Schrijf GM en vier cijfers, bijvoorbeeld GM0307.
welcome-name = Naam van uw gemeente
welcome-name-missing = Vul de naam van uw gemeente in.
welcome-person = Uw naam
welcome-person-hint = Zo zien collega's van uw gemeente u.
welcome-person-missing = Vul uw naam in.
welcome-found-button = Begin de regio
welcome-join = Meedoen met een code
welcome-join-text = U kreeg een code van een collega of van een andere gemeente.
welcome-join-code = Code
welcome-join-code-hint = Plak de hele code. De code werkt één keer.
welcome-join-code-missing = Plak de code die u kreeg.
welcome-join-code-wrong = Deze code klopt niet. Kopieer de hele code nog eens, of vraag om een nieuwe.
welcome-join-button = Vraag om mee te doen
welcome-again = Probeer opnieuw
welcome-words = Lees deze woorden voor aan wie u uitnodigde
welcome-words-text = Ziet de ander dezelfde vier woorden, dan laat die u toe. Zegt de ander dat ze niet kloppen? Stop dan met wachten: er zit iemand tussen.
welcome-stop = Stop met wachten
welcome-demo = Bekijk het voorbeeld
welcome-demo-text = Eerst rondkijken? Het voorbeeld is een verzonnen regio. U kunt alles proberen; er wordt niets van u bewaard.
welcome-restore = Een reservekopie terugzetten
welcome-restore-text = Is een apparaat kwijt of kapot? Zet hier de reservekopie terug. Dit wordt een nieuw apparaat; het oude verwijdert u later bij Deelnemers.
welcome-restore-hint = Typ waar het bestand staat. Een teken ~ aan het begin is uw eigen map.
welcome-restore-missing = Vul in waar de reservekopie staat.
welcome-restore-from = Komt uit: { $path }
welcome-restore-passphrase = Vul het wachtwoord van de reservekopie in.
welcome-restore-button = Terugzetten
choose-title = Voor welke gemeente?
choose-text = Elke gemeente heeft hier een eigen plek en een eigen wachtwoord. Wat van de ene is, is bij de andere niet te zien.
choose-opened = laatst geopend op { $when }
choose-another-text = Werkt u ook voor een andere gemeente? Vraag daar een code.
choose-another = Nog een gemeente: meedoen met een code
choose-elsewhere = Andere gemeente
restored-title = Teruggezet: laat u opnieuw toelaten
restored-made = Wat op { $date } bewaard was, is teruggezet.
restored-text = Dit is nu een nieuw apparaat, en dat is nog niet toegelaten. U kunt lezen wat erop staat, maar niets wijzigen of uitwisselen.
restored-ask = Vraag een collega met de sleutel van de gemeente om een code, in dezelfde rol als u had.
restored-old-device = Is het oude apparaat verloren? Laat het pas verwijderen als dit apparaat met anderen heeft uitgewisseld.
restored-read-text = U kunt ook eerst kijken wat er is teruggezet. Bij de volgende start staat dit scherm er weer.
restored-read = Eerst alleen lezen

## Opdrachtregel
cli-file-added = Toegevoegd: { $name }
cli-file-removed = Verwijderd: { $name }
cli-file-saved = Opgeslagen: { $path }
cli-files-none = Bij dit onderdeel staan geen bestanden.
cli-no-file = Bij dit onderdeel staat geen bestand dat begint met “{ $name }”. Bekijk de lijst met: deelbaar file list
files-title = Bestanden
files-none = Bij dit onderdeel staan nog geen bestanden.
files-line = { $size } · { $state }
files-one = { $name } ({ $size })
files-save = Opslaan als…
files-save-name = { $name } opslaan als…
files-save-here = Opslaan
files-remove = Verwijderen
files-remove-name = { $name } verwijderen
files-add = Bestand toevoegen…
files-add-now = Toevoegen
files-add-done = Klaar met toevoegen
files-path = Waar staat het bestand?
files-path-hint = Typ waar het staat, of sleep het naar dit venster. Hoogstens { $limit } MB.
files-unnamed = Vul eerst in waar het bestand staat of komt.
files-description = Omschrijving
files-description-hint = Wat het is, in enkele woorden. Nodig als het openbaar wordt.
files-full = Bij één onderdeel passen hoogstens { $count } bestanden.
consent-files = Welke bestanden gaan mee?
consent-files-hint = Alleen wat u aanvinkt. De inhoud van bestanden wordt niet gecontroleerd op persoonsgegevens: bekijk ze zelf.
consent-files-go = Deze bestanden gaan mee. Hun inhoud is niet gecontroleerd op persoonsgegevens.
consent-files-look = Sla een bestand op om het te bekijken voordat u toestemt.
done-file-added = { $name } is toegevoegd.
done-file-removed = Het bestand is verwijderd. Tot tien minuten daarna kunt u dat ongedaan maken.
done-file-saved = Opgeslagen: { $path }
size-bytes = { $count ->
        [one] { $count } byte
       *[other] { $count } bytes
    }
size-kilo = { $count } kB
size-mega = { $count } MB
file-here = op dit apparaat
file-partly = wordt opgehaald, { $percent } %
file-away = wacht op een apparaat dat het heeft
file-too-much = wordt niet opgehaald: deze gemeente deelt meer bestanden dan er bewaard worden
file-no-room = niet bewaard: de schijf van dit apparaat is vol of weigert
cli-error = Fout: { $what }
cli-hint = Wat u kunt doen: { $hint }
usage-unknown = Deze opdracht kent “{ $arg }” niet.
usage-subcommand = Er is geen opdracht “{ $name }”.
usage-missing = Er ontbreekt: { $args }.
usage-no-subcommand = Er hoort nog een opdracht bij. Kies uit: { $known }.
usage-conflict = “{ $arg }” kan niet samen met { $prior }.
usage-twice = “{ $arg }” kan hier maar één keer.
usage-no-value = Achter “{ $arg }” hoort een waarde.
usage-value = “{ $value }” kan niet bij { $arg }.
usage-too-many = “{ $value }” is te veel bij { $arg }.
usage-not-text = Een van de woorden is geen tekst in UTF-8.
usage-choose = Kies uit: { $known }.
usage-meant = Bedoelt u “{ $name }”?
usage-how = Zo schrijft u het: { $how }
cli-hint-usage = Kijk met --help welke woorden deze opdracht kent. Er is niets veranderd.
cli-hint-address = Kies een ander adres, of laat --listen weg. Er is niets verloren.
cli-hint-network = Controleer de netwerkinstellingen. Alles op dit apparaat blijft werken zonder netwerk.
cli-hint-nothing-lost = Er is niets verloren. Probeer het opnieuw.
cli-hint-file = Er is niets veranderd. Controleer de naam, en of u daar mag lezen en schrijven.
cli-hint-ids = Er is niets veranderd. Vraag de lijst op, bijvoorbeeld met “deelbaar sections”, “deelbaar inbox” of “deelbaar invitations”, en gebruik het begin van een nummer daaruit.
cli-hint-longer = Er is niets veranderd. Typ meer tekens van het nummer.
cli-hint-headless = Zonder scherm kunt u het voorbeeld afspelen met: deelbaar demo --headless
cli-hint-audit = Verander niets in de gegevensmap. Bewaar een kopie en vraag uw beheerder om hulp.
cli-hint-late = Er is niets verloren. Controleer of het andere apparaat aanstaat, en probeer het opnieuw.
cli-hint-new-code = Vraag om een nieuwe code. Op dit apparaat is niets veranderd.
cli-hint-same-code = Probeer het opnieuw met dezelfde code zolang die geldt, en laat de ander Deelbaar openhouden. Op dit apparaat is niets veranderd.
cli-hint-stopped = Klopten de woorden niet? Bel wie u uitnodigde en vraag een nieuwe code, langs een andere weg. Anders kunt u het opnieuw proberen zolang de code geldt. Op dit apparaat is niets veranderd.
cli-hint-declined = Bel wie u uitnodigde. Klopten de woorden niet, dan gebruikte iemand anders de code: vraag een nieuwe en laat die niet via dezelfde weg sturen. Op dit apparaat is niets veranderd.
cli-hint-used = Was u dat niet zelf, meld dit dan meteen bij wie u uitnodigde: iemand anders kan zijn toegelaten. Vraag anders om een nieuwe code. Op dit apparaat is niets veranderd.
cli-hint-invite-again = Er is niemand toegelaten. Maak zo nodig een nieuwe code met “deelbaar invite”.
cli-hint-inviter = Controleer of het apparaat van wie u uitnodigde aanstaat en wacht op u. Er is niets veranderd.
cli-not-a-code = Dit is geen code van Deelbaar, of er ontbreekt een stuk.
cli-no-home = Er is geen map gevonden voor de gegevens. Geef er een met --data.
cli-address-taken = Op dit adres kan niet geluisterd worden: het is bezet of niet van deze computer.
cli-no-network = Het netwerk kan niet gebruikt worden.
cli-stdin = De standaardinvoer
cli-file = { $path } kan niet worden gebruikt: { $reason }.
cli-no-such = Niets heeft een nummer dat begint met “{ $id }”.
cli-no-id = Er is geen nummer gegeven.
cli-no-theme = Er is geen thema “{ $name }”. Kies uit: { $known }
cli-embargo-past = De dag waarop het delen begint, ligt niet in de toekomst.
cli-ambiguous = { $count } nummers beginnen met “{ $id }”.
cli-join-unreachable = Het apparaat van wie u uitnodigde is niet bereikbaar.
cli-join-broken-off = De verbinding met het andere apparaat brak af.
cli-join-unknown = Het andere apparaat kent deze uitnodiging niet (meer).
cli-join-expired = Deze uitnodiging is verlopen: een code geldt 24 uur.
cli-join-used = Met deze code is al iemand toegelaten. Een code werkt één keer.
cli-join-declined-before = Met deze code is iemand geweigerd. Daarna werkt hij voor niemand meer, ook niet voor wie wel was uitgenodigd.
cli-join-cancelled = Wie u uitnodigde, heeft de uitnodiging ingetrokken.
cli-join-tried = Deze code is te vaak geprobeerd zonder dat iemand werd toegelaten.
cli-join-declined = Wie u uitnodigde, heeft uw verzoek geweigerd.
cli-join-nobody = Niemand heeft uw verzoek beantwoord.
cli-join-not-enrolled = U bent toegelaten, maar het andere apparaat kon dat niet vastleggen.
cli-join-stopped = U hebt niet langer gewacht. Uw verzoek is teruggenomen.
cli-join-unsound = Wat het andere apparaat zegt, klopt niet.
cli-imported = { $count ->
        [one] { $count } onderdeel
       *[other] { $count } onderdelen
    } ingelezen uit { $name }. Ongedaan maken kan met: deelbaar undo
cli-undone = Teruggedraaid: { $what }
cli-removed = staat niet meer in het plan
cli-count = { $count ->
    [one] 1 regel
   *[other] { $count } regels
}
cli-waiting = { $count ->
    [0] Er wacht niets op een besluit.
    [one] 1 verzoek wacht op de wethouder.
   *[other] { $count } verzoeken wachten op de wethouder.
}
cli-not-a-number = “{ $text }” is geen geheel getal.
cli-asks-decision = Besluit gevraagd:
cli-asks-consent = Toestemming gevraagd ({ $audience }, versie { $version }):
cli-consent-recalled = Verzoek om toestemming teruggenomen.
cli-consent-asked = Toestemming gevraagd.
cli-consent-given = Toestemming gegeven en ondertekend.
cli-consent-refused = Toestemming geweigerd.
cli-consent-returned = Verzoek teruggegeven met een opmerking.
cli-withdrawn = Ingetrokken. Elk apparaat dat dit hoort, verwijdert de inhoud en bevestigt dat.
cli-no-field = Er is geen veld “{ $name }” dat gedeeld kan worden. Mogelijk zijn: { $known }
cli-no-role = Er is geen rol “{ $name }”. Mogelijk zijn: { $known }
cli-no-municipality = “{ $code }” is geen gemeentecode. Een code is GM met vier cijfers, zoals GM0307.
cli-name-needed = Deelbaar kent de naam van { $code } niet. Geef die met --name.
cli-long-name = Een naam heeft hoogstens { $most } tekens.
cli-no-name = Een naam mag niet leeg zijn.
cli-founder-role = Wie een regio begint, doet dat als beleidsadviseur (--role policy-officer). Nodig de wethouder daarna uit.
cli-founded = { $region } is begonnen, met { $municipality } als eerste gemeente. Alles staat in { $folder }.
cli-invited = { $code }
cli-invite-needs-wait = De code geldt 24 uur. Houd Deelbaar open op dit apparaat, of gebruik --wait, om te antwoorden als iemand ermee komt.
cli-asks-in = { $name } vraagt toegang vanaf apparaat { $device }. { $what }
cli-words = Vier woorden: { $words }
cli-your-words = Lees deze vier woorden voor aan wie u uitnodigde: { $words }
cli-same-words = Leest de ander dezelfde vier woorden voor? Typ ja of nee en druk op Enter.
cli-yes-or-no = Typ ja of nee.
cli-let-in-unseen = Toegelaten zonder woorden te vergelijken (--approve).
cli-left = { $name } vraagt geen toegang meer.
cli-refused = { $name } is geweigerd. De code werkt niet meer.
cli-no-answer = Er kwam geen antwoord meer; er is niemand toegelaten. De code geldt nog.
cli-invite-no-terminal = --wait vraagt u iets, en dit is geen terminal. Gebruik in een script --wait --approve: dan wordt toegelaten wie het eerst met de code komt.
cli-joined = { $name } doet mee en heeft alles ontvangen.
cli-joined-late = { $name } is toegelaten, maar heeft nog niet bevestigd dat alles ontvangen is.
cli-joined-for-later = { $name } is toegelaten. De rol begint op { $day }; tot dan krijgt het apparaat niets.
cli-other-role = De uitnodiging is voor een andere rol: { $invited }. Er is niets gevraagd; de code blijft geldig.
cli-enrolment-late = U bent toegelaten, maar de bevestiging is nog niet binnen. Start Deelbaar later opnieuw.
cli-welcome = Welkom bij { $municipality } in { $region }, als { $role }.
cli-welcome-later = Uw rol begint op { $day }. Vanaf die dag komt alles binnen als er een collega bereikbaar is; tot dan krijgt dit apparaat niets.
cli-nobody-reached = Geen enkel ander apparaat is bereikt en bijgewerkt.
cli-listening = Bereikbaar op { $address }
cli-made-place = Een venster op dit apparaat heeft de gegevens nu. Het knooppunt wacht tot dat sluit.
cli-takes-up = Het venster is gesloten. Het knooppunt gaat verder.
cli-health-elsewhere = { $address } is geen adres van deze computer zelf. Kies er een als 127.0.0.1:4451: alleen deze computer mag ernaar vragen.
cli-health-taken = Op { $address } kan niet worden geluisterd. Misschien gebruikt een ander programma die poort. Kies een andere.
cli-not-an-address = “{ $text }” is geen adres van een apparaat. Het heeft de vorm NUMMER@IP:POORT.
cli-status-me = { $name }, { $role } van { $municipality } in { $region }
cli-status-device = Dit apparaat: { $device }
cli-status-kept = Op dit apparaat bewaard: { $own ->
        [one] { $own } stuk
       *[other] { $own } stukken
    } van de gemeente, { $region } van de regio, versleuteld in { $folder }
cli-status-key = De sleutel staat in een bestand dat alleen u kunt lezen, niet achter een wachtwoord.
cli-never-seen = nog niet gezien
cli-seen = laatst gezien { $when }
cli-up-to-date = bijgewerkt
cli-unknown = niet bekend of alles ontvangen is
cli-shunned = Naar apparaat { $device } wordt niet meer geluisterd: { $why }
cli-audit-none = Er is niets ondertekend dat hieraan voldoet.
cli-audit-period = De laatste dag ligt voor de eerste.
cli-audit-columns = tijdstip, wie, rol, wat, waarop, opmerking, mandaat, extern besluit, telt, soort handeling, onderwerp, vastlegging, ruimte, vastlegging in de regio, onderdeel, soort onderdeel, versie, inhoud, antwoord op, mandaat-id, apparaat, object, voor wie, doorlopend, eerste dag, laatste dag, blijft thuis, openbaarmaking, artikel, teruggenomen versies, waarover, voorgelegd vanaf, in de rol, wie besluit, besluitnummer, besluitdatum, voorwaarden, telt tot nummer
cli-audit-holds = { $count ->
    [one] { $space }: het ene stuk klopt (handtekening, keten, regels).
   *[other] { $space }: alle { $count } stukken kloppen (handtekeningen, ketens, regels).
}
cli-no-window = Er is geen scherm om het venster op te openen.

## Voorbeeldregio
demo-person = { $role } { $municipality }
demo-starting = Acht gemeenten starten, elk met een apparaat voor de beleidsadviseur en een voor de wethouder …
demo-started = { $count } apparaten doen mee, elk met eigen sleutels en een eigen versleutelde opslag ({ $seconds } s).
demo-title = Meelezen door inwoners
demo-text = Vijf inwoners lezen onze brieven voordat ze uitgaan en zeggen wat zij begrijpen.
demo-text-later = Vijf inwoners lezen onze brieven. Nog niet gedeeld: zij krijgen een vergoeding van 25 euro per keer.
demo-title-meanwhile = Rolstoelroute langs de winkels
demo-text-meanwhile = Samen met de winkeliers maken we een route zonder drempels.
demo-activity = Taalwandeling in de wijk
demo-shared = Leusden vraagt toestemming om “{ $title }” te delen. De wethouder ondertekent. Alle { $count } apparaten in de regio zien het onderdeel.
demo-stays-home = De beleidsadviseur van Leusden past de tekst daarna aan. Die wijziging blijft thuis: geen van de { $count } apparaten van andere gemeenten heeft haar.
demo-caught-up = Woudenberg staat uit terwijl Soest “{ $title }” deelt. Woudenberg komt terug en haalt het in.
demo-gate = “{ $title }” starten zonder besluit lukt niet ({ $why }). Na het besluit van de wethouder lukt het wel.
demo-withdrawn = De wethouder van Leusden trekt “{ $title }” in. De inhoud is overal weg; { $count } apparaten bevestigen dat.
demo-done = Alles ging goed, in { $seconds } seconden.
demo-kept = De opslag van alle apparaten staat in { $folder }.
demo-folder-in-use = De map { $folder } is niet leeg. Kies een nieuwe map voor --keep.
demo-late = Dit gebeurde niet op tijd: { $what }
demo-wrong = Dit mag niet gebeuren: { $what }

## The window around the screens (app/src/ui/shell, app/src/ui/window)
screen-inventory = Inventarisatie
screen-plan = Maatwerkplan
screen-activities = Activiteiten
screen-conversations = Gesprekken
screen-inbox = Te besluiten
screen-consents = Toestemmingen
screen-region = Regio-overzicht
screen-shared = Gedeelde onderdelen
screen-participants = Deelnemers
screen-settings = Instellingen
nav-local = Gemeente { $municipality }
nav-alderman = Wethouder
nav-administration = Beheer
shell-banner = Deelbaar
shell-status = Stand van zaken
shell-navigation = Hoofdmenu
shell-menu = Menu
shell-search = Zoeken of opdracht geven…
shell-search-keys = Ctrl K
shell-undo = Ongedaan maken
shell-undo-what = Ongedaan maken: { $what }
shell-redo = Opnieuw doen
shell-redo-what = Opnieuw doen: { $what }
shell-seat = Kijk mee als
shell-seat-short = Als
status-kept = Alles staat op dit apparaat
status-busy = Wordt bewaard…
status-not-all = Nog niet alles is bewaard
status-alone = Regio: nog geen andere gemeenten
status-region = Regio: { $count } van { $of ->
        [one] { $of } gemeente
       *[other] { $of } gemeenten
    } bijgewerkt{ $unknown ->
        [0] {""}
       *[other] , { $unknown } onbekend
    }, laatst { $last }
status-region-never = Regio: 0 van { $of ->
        [one] { $of } gemeente
       *[other] { $of } gemeenten
    } bijgewerkt{ $unknown ->
        [0] {""}
       *[other] , { $unknown } onbekend
    }
status-region-unknown = Regio: van { $of ->
        [one] { $of } gemeente
       *[other] { $of } gemeenten
    } nog niets gehoord
status-through-same = Regio: gelijk met het apparaat van { $who }, { $when }
status-through = Regio: via het apparaat van { $who }, nu verbonden
status-through-seen = Regio: via het apparaat van { $who }, laatst gezien { $when }
status-last-seen = { $name }: laatst gezien { $when }
status-offline = Werkt zonder internet
shell-messages = Meldingen
palette-title = Zoeken of opdracht geven
palette-results = Gevonden
palette-none = Niets gevonden. Probeer een ander woord.
palette-found = { $count ->
    [one] 1 gevonden. Enter kiest: { $first }
   *[other] { $count } gevonden. Enter kiest: { $first }
}
palette-screen = Scherm
palette-command = Opdracht
palette-sync = Nu verbinden met de andere gemeenten
help-title = Hulp en sneltoetsen
help-text = Alles in Deelbaar kan met het toetsenbord. Wat u typt wordt vanzelf bewaard op dit apparaat.
help-keys = Sneltoetsen
help-zoom = Groter, kleiner
help-tab = Volgende, vorige
help-arrows = Door een lijst of tabel; Enter kiest
help-escape = Sluiten
done-removed = “{ $title }” is verwijderd.
done-imported = { $count ->
    [one] 1 onderdeel ingelezen uit “{ $name }”.
   *[other] { $count } onderdelen ingelezen uit “{ $name }”.
}
done-added = “{ $title }” is toegevoegd. Alleen { $municipality } ziet het.
done-undone = Ongedaan gemaakt: { $what }.
done-redone = Opnieuw gedaan: { $what }.
done-submitted = “{ $title }” is voorgelegd aan de wethouder.
done-consent-recalled = Het verzoek om toestemming voor “{ $title }” is teruggenomen. U kunt het later opnieuw vragen.
done-recalled = “{ $title }” is teruggenomen. U kunt het later opnieuw voorleggen.
done-started = De uitvoering van “{ $title }” is begonnen.
done-finished = “{ $title }” is afgerond.
done-asked = Toestemming gevraagd voor “{ $title }”. Er is nog niets gedeeld.
done-withdrawn = Het delen van “{ $title }” is ingetrokken. Per gemeente ziet u wie de verwijdering bevestigt.
done-sync = Deelbaar zoekt verbinding met de andere apparaten.
done-copied = Gekopieerd. U kunt het nu ergens plakken.
done-let-in = { $others ->
    [0] { $name } is toegelaten en staat in de lijst.
   *[other] { $name } is toegelaten en staat in de lijst. Wie verder met dezelfde code kwam, is niet toegelaten: { $dropped }. De code werkt niet meer.
}
done-turned-away = { $others ->
    [0] { $name } is geweigerd. De code werkt niet meer.
   *[other] { $name } is geweigerd. De code werkt nu voor niemand meer: ook het verzoek van { $dropped } is beëindigd, en dat staat op diens scherm. Stuur een nieuwe code op een andere manier.
}
done-new-code = Nieuwe code maken
done-invitation-cancelled = De uitnodiging is ingetrokken. De code werkt niet meer.
code-title = Eenmalige code
code-text = Geef deze code door aan wie u uitnodigt. De code werkt één keer. Vraagt de ander om mee te doen, dan ziet u dat bij Deelnemers. Daar vergelijkt u samen vier woorden; pas dan laat u die persoon toe.
code-whom = Voor
code-until = Geldt tot
code-until-day = { $until } (24 uur)
code-stay = Laat Deelbaar op dit apparaat open tot de ander is toegelaten: de code leidt hierheen. Beide apparaten moeten daarbij op hetzelfde netwerk zitten, of elkaar via internet kunnen bereiken.
code-copied = Gekopieerd. U kunt de code nu in een bericht plakken.
code-used = { $name } gebruikt de code. Kies Sluiten en vergelijk de vier woorden.
code-label = Code
code-copy = Kopiëren

## Overview, plan, inventory, activities, settings (app/src/ui/screens)
item-back = Terug naar de lijst
overview-title = Overzicht
overview-subtitle = Wat er nu speelt in { $municipality }.
overview-next = Volgende stap
overview-next-none = Er wacht niets op u. Kijk eens wat andere gemeenten delen.
overview-news = Nieuw uit de regio
overview-news-text = { $count ->
    [one] Sinds u het laatst keek, deelde { $names } 1 onderdeel of een nieuwere versie ervan.
   *[other] Sinds u het laatst keek, werden { $count } onderdelen of nieuwere versies gedeeld, door { $names }.
}
overview-news-look = Bekijk wat er nieuw is
overview-attention = Vraagt aandacht
overview-nothing = Niets vraagt nu aandacht.
overview-more = { $count ->
    [one] En nog 1 ander punt.
   *[other] En nog { $count } andere punten.
}
overview-money = Activiteitengeld { $year }
overview-money-of = van { $limit } gepland
overview-money-over = { $over } meer gepland dan er is. Stel iets uit of vraag meer geld aan.
overview-money-left = Nog { $left } te plannen
overview-hours = Uren { $year }
overview-hours-of = { $hours } van { $limit } uur gepland
overview-hours-over = { $over ->
    [one] 1 uur meer gepland dan er is.
   *[other] { $over } uur meer gepland dan er is.
}
overview-counts = In getallen
overview-shared = Gedeeld met de regio
overview-received = Van andere gemeenten
overview-empty = Begin met uw plan
overview-empty-text = Hebt u al een plan of nota? Lees het in; Deelbaar maakt er onderdelen van. Of schrijf het eerste onderdeel zelf. Alles blijft op dit apparaat en binnen uw gemeente, tot de wethouder toestemming geeft om te delen.
attention-inbox = { $count ->
    [one] 1 verzoek wacht op u
   *[other] { $count } verzoeken wachten op u
}
attention-inbox-why = Zonder uw antwoord kan een collega niet verder.
attention-inherited = { $count ->
    [one] 1 toestemming van een voorganger
   *[other] { $count } toestemmingen van een voorganger
}
attention-inherited-why = Ze blijven gelden. Bevestig ze of trek ze in.
attention-applicants = { $count ->
    [one] 1 apparaat vraagt om mee te doen
   *[other] { $count } apparaten vragen om mee te doen
}
attention-applicant = { $name } vraagt om mee te doen
attention-applicants-look = Bekijk wie het is
attention-applicants-why = Controleer wie het is en laat diegene toe, of niet.
attention-money = Te veel gepland
attention-sent-back = Teruggestuurd door de wethouder. Pas aan en leg opnieuw voor.
attention-over = De laatste dag is voorbij. Schrijf op wat het opleverde en rond af.
attention-undecided = Begint binnenkort, maar is nog niet voorgelegd aan de wethouder.
attention-returned = Het verzoek om te delen kwam terug met een opmerking.
attention-held = Aangehouden door de wethouder. Pas aan of leg later opnieuw voor.
attention-refused = Afgewezen door de wethouder. Bij het onderdeel staat waarom.
attention-consent-refused = De wethouder wil dit niet delen. Bij het onderdeel staat waarom.
attention-moved-on = De regio ziet nog een oudere versie.
plan-count = { $count ->
    [one] 1 onderdeel
   *[other] { $count } onderdelen
}
plan-outline = Onderdelen van het plan
plan-column-section = Onderdeel
plan-column-mark = Zichtbaar voor
plan-empty = Nog geen plan
plan-empty-text = Lees uw plan of nota in, of schrijf het eerste onderdeel. Een onderdeel is ook wat u later apart kunt delen.
plan-import = Document inlezen
plan-write = Zelf beginnen met schrijven
plan-import-title = Document inlezen
plan-import-text = Deelbaar leest tekst (.txt) en Markdown (.md) en maakt van elke kop een onderdeel. U kunt het bestand ook op dit venster laten vallen. Inlezen kunt u ongedaan maken.
plan-import-path = Plaats van het bestand
plan-import-path-hint = Plak hier de plaats en de naam van het bestand.
plan-import-go = Inlezen
plan-import-no-file = Dit bestand kan niet worden geopend. Controleer de plaats en de naam.
plan-import-large = Dit bestand is groter dan { $limit } MB. Splits het en lees de delen na elkaar in.
inventory-subtitle = Per thema: wat speelt er, en wat is de vervolgstap?
inventory-empty = Nog geen inventarisatie
inventory-empty-text = Schrijf per thema op wat er in uw gemeente speelt en wat een goede vervolgstap is. Zo ziet u waar een activiteit nodig is.
activities-subtitle = { $kind ->
    [conversation] Een gesprek vindt pas plaats na een besluit van de wethouder.
   *[activity] Een activiteit begint pas na een besluit van de wethouder.
}
activities-empty = { $kind ->
    [conversation] Nog geen gesprekken
   *[activity] Nog geen activiteiten
}
activities-empty-text = Begin met een idee: een titel is genoeg. Als het uitgewerkt is, legt u het voor aan de wethouder.
activities-none = Niets past bij deze keuze. Zet een filter op “alle”.
activities-count = { $kind ->
    [conversation] { $count ->
        [one] 1 gesprek
       *[other] { $count } gesprekken
    }
   *[activity] { $count ->
        [one] 1 activiteit
       *[other] { $count } activiteiten
    }
}
activities-sum = { $count } · { $spent } van { $limit } activiteitengeld { $year } gepland
activities-filter = Filters en weergave
activities-layout = Weergave
layout-table = Tabel
layout-timeline = Tijdlijn
layout-board = Bord
timeline-undated = Zonder datum
filter-all = alle
filter-status = Status
filter-theme = Thema
filter-period = Periode
settings-subtitle = Alleen voor u, op dit apparaat.
settings-reading = Lezen en bedienen
settings-language = Taal
settings-appearance = Kleuren
settings-look-system = Zoals dit apparaat
settings-look-light = Licht
settings-look-dark = Donker
settings-look-contrast = Hoog contrast
settings-zoom = Grootte
settings-zoom-hint = Ook met Ctrl + en Ctrl -.
settings-percent = { $percent }%
settings-motion = Minder beweging
settings-motion-note = geen animaties, geen knipperende cursor
settings-data = Waar uw gegevens staan
settings-folder = Map
settings-no-folder = Nergens: dit is een voorbeeld, na het sluiten is het weg.
settings-kept = Bewaard
settings-records = { $own ->
        [one] { $own } gegeven
       *[other] { $own } gegevens
    } van uw gemeente, { $region } van de regio
settings-device = Dit apparaat
settings-copy = Plaats kopiëren
settings-data-hint = Versleuteld op dit apparaat. Zet geen oude kopie van deze map terug: andere apparaten weigeren die.
access-title = Inzage in persoonsgegevens
access-text = Vraagt iemand welke gegevens u van hem of haar hebt? Maak dan een bestand van wat dit apparaat over die persoon bewaart, ook als die geen apparaat heeft, zoals een contactpersoon. Het bestand zegt zelf wat niet is doorzocht.
access-name = Naam van de persoon
access-name-hint = Zoals de naam in teksten staat. Lees het bestand na voordat u het geeft: een ander kan dezelfde naam hebben.
access-name-missing = Vul de naam in van wie om inzage vraagt.
access-gather = Bestand maken…
settings-about = Over Deelbaar
settings-about-text = Deelbaar is voor gemeenten die samenwerken aan inclusie en diversiteit. Uw plan blijft op uw eigen apparaten. Alleen wat de wethouder vrijgeeft, gaat rechtstreeks naar de andere gemeenten, zonder server ertussen.
settings-version = Versie
settings-licence = Licentie
settings-fonts = Letters
settings-not-saved = Uw instellingen konden niet worden bewaard. Ze gelden tot u Deelbaar sluit.

## Venster
window-other-renderer = Het venster kan hier niet met OpenGL worden getekend; Deelbaar probeert een andere manier.
window-missing-library = Het venster kan niet geopend worden. Waarschijnlijk ontbreekt een systeembibliotheek; op Debian en Ubuntu: apt install libxkbcommon-x11-0 libxcursor1 libxi6 libgl1-mesa-dri libegl1
window-stopped = Deelbaar kon niet starten.
window-opening = Uw gegevens openen …
window-asks-place = Het knooppunt op dit apparaat maakt plaats …
window-founding = De regio beginnen …
window-joining = Wachten tot u wordt toegelaten …
window-restoring = Bezig met terugzetten en nakijken van de reservekopie…
demo-progress = Het voorbeeld wordt klaargezet: { $done } van { $all } …

lost-title = Een apparaat kwijt, gestolen of niet meer nodig?
lost-text = Verwijder het dan meteen. Wat er tot nu toe mee is gedaan, blijft staan; ook toestemming voor een latere dag gaat dan in, tenzij de wethouder die eerst intrekt. Daarna wordt er van dat apparaat niets meer aangenomen, en het krijgt niets meer.
lost-not-here = Een apparaat verwijderen doet een beleidsadviseur, op een apparaat met de sleutel van { $name }: meestal dat waarmee uw gemeente begon.
lost-device = Apparaat
lost-label = { $who } · { $device }
lost-choose = Kies een apparaat
lost-choose-first = Kies eerst een apparaat.
lost-remove = Apparaat verwijderen…
lost-question = { $device } verwijderen?
lost-consequence = Dit is voorgoed. Wie het apparaat later terugvindt, vraagt opnieuw toegang als nieuw apparaat. Wat al op het apparaat staat, verdwijnt er niet van: dat beschermt het wachtwoord.
lost-keep = Niet verwijderen
lost-confirm = Voorgoed verwijderen
renew-title = Heeft iemand anders de sleutel van uw gemeente?
renew-text = Is het apparaat kwijt waarmee uw gemeente begon, of een reservekopie of de herstelwoorden? Vernieuw dan de sleutel. Anders kan de vinder er nieuwe apparaten mee toelaten.
renew-open = Sleutel vernieuwen…
renew-question = De sleutel van { $name } vernieuwen?
renew-consequence = De gemeente krijgt een nieuwe sleutel, en die komt op dit apparaat. Wat met de oude sleutel is toegelaten en hieronder staat, blijft gelden. Wat er daarna nog mee wordt gedaan, geldt nergens. De oude herstelwoorden en de sleutel in oude reservekopieën werken niet meer. Schrijf daarna nieuwe herstelwoorden op.
renew-lost = Ook een apparaat verwijderen?
renew-none = Nee
renew-stay = Deze apparaten blijven meedoen:
renew-unknown = Staat er een apparaat bij dat u niet kent? Verwijder dat ook: misschien liet de vinder het toe.
renew-keep = Niet vernieuwen
renew-confirm = Sleutel vernieuwen
renew-second-open = Tweede sleutel vervangen…
renew-second-question = De tweede sleutel van { $name } vervangen?
renew-second-consequence = Er komt een nieuwe tweede sleutel: 24 andere woorden, die u daarna geeft aan wie ze gaat bewaren. Met de oude woorden kan dan niemand meer iets goedkeuren. Wie al is toegelaten, blijft meedoen. De oude woorden zijn hier nog één keer bij nodig.
renew-second-confirm = Tweede sleutel vervangen
renew-words-lost = Zijn de woorden van de tweede sleutel kwijt, ook de kopie in de kluis? Dan kan dit niet meer, en er kan geen nieuwe wethouder bij. Wie al wethouder is, houdt zijn rol. Verder gaat het als { $name } opnieuw begint: vraag dat aan wie de sleutel van de regio heeft.
renew-region-words-lost = Zijn de woorden van de tweede sleutel van de regio kwijt, ook de kopie in de kluis? Dan kan deze sleutel niet meer worden vernieuwd en geen gemeente opnieuw beginnen. Begin dan samen een nieuwe regio.
renew-region-title = Heeft iemand anders de sleutel van de regio?
renew-region-text = Is het apparaat kwijt waarmee de regio begon, of een reservekopie of de herstelwoorden daarvan? Vernieuw dan de sleutel. Anders kan de vinder er gemeenten mee toelaten of laten vertrekken.
renew-region-open = Sleutel van de regio vernieuwen…
renew-region-second-open = Tweede sleutel van de regio vervangen…
renew-region-consequence = De regio krijgt een nieuwe sleutel, en die komt op dit apparaat. De gemeenten die hieronder staan, blijven meedoen. Wat er daarna nog met de oude sleutel wordt gedaan, geldt nergens. De oude herstelwoorden en de sleutel in oude reservekopieën werken niet meer. Schrijf daarna nieuwe herstelwoorden op.
renew-region-lost = Liet de vinder een gemeente toe?
renew-region-stay = Deze gemeenten blijven meedoen:
change-title = Rol of termijn wijzigen
change-text = Krijgt iemand een andere rol, of gaat iemand eerder of later weg? Wat eerder is gedaan, blijft gelden.
change-whose = Wiens rol of termijn
change-open = Rol of termijn wijzigen…
change-dialog = Rol of termijn van { $who }
change-consequence = De rol van nu eindigt op de dag voor de eerste dag die u hier kiest, maar niet eerder dan vandaag. De nieuwe rol geldt op alle apparaten van deze persoon.
change-shorter = Wordt de termijn van deze wethouder alleen korter? Dan is de tweede sleutel niet nodig, en laat u die woorden leeg.
change-sign = Ondertekenen
dismiss-title = Een gemeente uit de regio verwijderen
dismiss-text = Voor een gemeente die niet meer meedoet.
dismiss-which = Welke gemeente
dismiss-open = Gemeente verwijderen…
dismiss-question = { $name } uit de regio verwijderen?
dismiss-does = Na de laatste dag krijgt { $name } niets meer van de regio en neemt de regio niets meer van { $name } aan. Dit is voorgoed: dezelfde gemeente kan later niet opnieuw meedoen.
dismiss-does-not = Wat { $name } tot en met die dag deelde, blijft te zien voor de andere gemeenten. Wil { $name } dat niet, laat het dan eerst intrekken. Wat { $name } al ontving, verdwijnt daar niet. Het eigen plan van { $name } blijft bij { $name }.
dismiss-last-day = Laatste dag
dismiss-last-day-hint = Tot en met deze dag doet de gemeente nog mee. Kies gisteren om het nu te laten ingaan.
dismiss-last-day-past = Kies gisteren, vandaag of een latere dag.
done-device-removed = Het apparaat is verwijderd. De anderen horen het zodra zij verbinding hebben.
done-key-renewed = De { $key } is vernieuwd. Schrijf nu nieuwe herstelwoorden op, bij Instellingen, en gooi de oude weg. Gooi ook oude reservekopieën weg.
done-second-renewed = Er is een nieuwe tweede sleutel. Geef de woorden nu aan wie ze gaat bewaren, bij Deelnemers.
cli-renewed-words = Op de opdrachtregel: “deelbaar recovery show” en “deelbaar second-key”.
done-role-changed = De rol of termijn is gewijzigd.
done-dismissed = De gemeente doet mee tot en met { $day }, en daarna niet meer.
done-mandate = Het mandaat is ondertekend.
cli-revoked = Apparaat { $device } van { $who } is voorgoed verwijderd. De anderen horen het zodra zij verbinding hebben.
cli-no-device = Er is hier geen apparaat “{ $whose }” dat meedoet. Kijk met: deelbaar status
cli-several-devices = “{ $whose }” past bij meer dan één apparaat. Kies er één:
    { $devices }
explain-founder = Een gemeente begint met een beleidsadviseur.
explain-founder-hint = Er is niets veranderd. Begin als beleidsadviseur en nodig de anderen daarna uit.
explain-own-device = Een apparaat kan zichzelf niet verwijderen.
explain-own-device-hint = Er is niets veranderd. Doe het vanaf een ander apparaat dat de sleutel van de gemeente heeft.
explain-key-replaced = Dit zijn de woorden van een sleutel die is vervangen. Er is niets veranderd.
explain-key-replaced-hint = Gebruik de woorden die na het vernieuwen zijn opgeschreven, en gooi deze weg.
explain-own-municipality = De gemeente van dit apparaat kan hier niet worden verwijderd. Er is niets veranderd.
explain-own-municipality-hint = Met dit apparaat wordt de regio beheerd. Laat de sleutel van de regio eerst aan een andere gemeente over.
explain-empty-term = De termijn eindigt voordat hij begint. Er is niets veranderd.
explain-empty-term-hint = Kies een laatste dag op of na de eerste.

word-body = { $body ->
    [college] het college van burgemeester en wethouders
    [council] de gemeenteraad
   *[alderman] de wethouder
}
explain-mandate-hint = Er is niets veranderd. Vraag de wethouder te besluiten of een nieuw mandaat te geven.
mandate-none = U hebt geen mandaat om hierover te besluiten.
mandate-kind = Uw mandaat geldt niet voor { $kinds }.
mandate-asker = Uw mandaat geldt niet voor wat op het apparaat van deze aanvrager is voorgelegd. Een apparaat dat na het geven van het mandaat is toegelaten, valt er niet onder.
mandate-not-yet = Uw mandaat begint pas op { $date }.
mandate-over = Uw mandaat gold tot en met { $date }.
mandate-giver = Wie u het mandaat gaf, is nu geen wethouder. Daarom geldt het mandaat niet.
explain-other-body = Hierover besluit { $body }.
explain-other-body-hint = Er is niets veranderd. Leg het daar voor, en vul daarna het nummer en de datum van dat besluit in.
explain-no-number = Het nummer van het besluit ontbreekt.
explain-no-number-hint = Er is niets veranderd. Vul in onder welk nummer het besluit is vastgelegd, en van wanneer het is.
explain-not-yet-decided = De dag van het besluit ligt in de toekomst.
explain-not-yet-decided-hint = Er is niets veranderd. Leg een besluit van een ander orgaan vast als het genomen is, met de eigen datum.
explain-no-officer = Een mandaat kan alleen naar een beleidsadviseur die nu meedoet.
explain-no-officer-hint = Er is niets veranderd. Kies een ander.
explain-empty-mandate = Een mandaat heeft ten minste één soort en een laatste dag vanaf vandaag nodig.
explain-empty-mandate-hint = Er is niets veranderd. Kies waarover en tot en met wanneer.
explain-out-of-office-then = Wie besluit verandert pas op { $date }, en dan bent u geen wethouder meer. Er is niets ondertekend.
explain-out-of-office-then-hint = Laat uw opvolger dit instellen, vanaf de eerste dag van zijn of haar termijn.

powers-title = Wie besluit
powers-body = Over { $kind ->
    [conversation] gesprekken
   *[activity] activiteiten
  } besluit
powers-decides = Over { $kind ->
    [conversation] gesprekken
   *[activity] activiteiten
  } besluit { $body }.
powers-from-tomorrow = Vanaf morgen { $body }; vandaag nog { $now }.
powers-body-text = Een wijziging gaat morgen in. Wat al besloten is, blijft staan. Besluit het college of de gemeenteraad, dan vult u hier later het nummer en de datum van dat besluit in.
powers-ask-body = Vanaf morgen besluit { $body } over { $kind ->
    [conversation] gesprekken
   *[activity] activiteiten
}?
powers-ask-end = Het mandaat van { $to } beëindigen?
powers-ask-end-text = Vandaag is de laatste dag: wat vandaag al onder dit mandaat is besloten, blijft gelden. Daarna wacht wat wordt voorgelegd op de wethouder. Een beëindigd mandaat komt niet terug; u kunt wel een nieuw geven.
powers-ask-sign = Ondertekenen
powers-mandates = Mandaten
powers-mandates-text = De wethouder kan een beleidsadviseur in zijn of haar naam laten besluiten. Toestemming om te delen geeft de wethouder altijd zelf.
powers-none = Er is nu geen mandaat.
powers-mandate = { $to }: { $kinds }
powers-mandate-by = Gegeven door { $by }. Geldt van { $from } tot en met { $until }.
powers-end = Mandaat beëindigen
powers-end-of = Mandaat van { $to } beëindigen
powers-give = Een mandaat geven
powers-to = Aan wie
powers-kind = { $kind ->
    [conversation] Gesprekken
   *[activity] Activiteiten
}
powers-until = Tot en met
powers-until-hint = Het mandaat eindigt vanzelf na deze dag, of eerder als uw termijn eindigt.
powers-no-kind = Kies eerst waarover.
powers-asks = Het mandaat geldt voor wat wordt voorgelegd door: { $names }, op de apparaten die nu meedoen. Niet voor wie of wat later wordt toegelaten.
powers-asks-nobody = Er is nu geen andere beleidsadviseur die iets kan voorleggen. Wie een mandaat heeft, besluit nooit over wat hij of zij zelf voorlegde; dit mandaat heeft dus geen nut.
powers-mandate-asks = Voor wat wordt voorgelegd door: { $names }.
powers-no-officer = Er doet nu geen beleidsadviseur mee aan wie u een mandaat kunt geven.
powers-sign = Mandaat ondertekenen
word-under-mandate = { $who }, namens { $giver }
word-external = { $who }, { $body ->
    [council] raadsbesluit
   *[college] collegebesluit
  } { $number } van { $date }
word-untitled = Onderdeel zonder titel ({ $id })
word-does-not-count = { $who } (telt niet)
inbox-under-mandate = U besluit onder mandaat, namens { $giver }.
inbox-other-body = Hierover besluit { $body }. Leg de uitkomst hier vast met het nummer en de datum van dat besluit.
inbox-external-number = Nummer van het { $body ->
    [council] raadsbesluit
   *[college] collegebesluit
}
inbox-external-hint = Nodig bij akkoord. Heeft dat bestuur aangehouden, teruggestuurd of afgewezen, vul het dan ook in. Laat het leeg als u zelf terugstuurt of aanhoudt.
inbox-external-missing = Vul het nummer van het besluit in.
inbox-external-date = Datum van dat besluit
inbox-external-future = Deze dag ligt in de toekomst. Kies vandaag of eerder.
cli-no-body = “{ $name }” is geen orgaan. Kies uit: { $known }
cli-mandate-given = Mandaat gegeven aan { $who }.
cli-mandate-ended = Het mandaat van { $who } geldt nog tot en met vandaag.
cli-no-mandate = Er is niet precies één mandaat “{ $id }”. Kijk met: deelbaar mandate list
cli-no-decided-kind = Over “{ $name }” wordt niet besloten. Kies uit: { $known }
cli-body-set = Vanaf morgen: { $what }
cli-yes = ja
cli-no = nee

contested-title = Meer dan één toelating van { $name }
contested-open = Iemand heeft { $name } nog eens toegelaten tot { $region }, met andere sleutels. Niemand kan zien welke toelating de echte is: het kan een vergissing zijn, of iemand die de sleutel van de regio stal. Tot dat is uitgezocht telt er niets van { $name }: wat het deelde is niet te zien, en namens die gemeente wordt niets gewist. Er is niets kwijt.
contested-do = Bel iemand van { $name } die u kent. Op hun apparaat staat bij de echte toelating “Zo kent dit apparaat uw gemeente”; laat hen de sleutelcode voorlezen. Daarna kiest degene die de tweede sleutel van de regio bewaart hier die toelating.
contested-settled = { $name } is met verschillende sleutels toegelaten, en de tweede persoon van de regio heeft gezegd welke toelating geldt. Wat onder de andere is gezegd, telt niet. Begon { $name } opnieuw omdat beide sleutels kwijt waren? Dan kan de eerdere toelating ook meetellen, en is wat daaronder gedeeld was weer te zien.
contested-all = { $name } is met verschillende sleutels toegelaten, en de tweede persoon van de regio heeft gezegd dat elke toelating geldt. Wat onder elk daarvan is gedeeld, is te zien.
contested-own = Dit gaat over uw eigen gemeente. Andere gemeenten luisteren niet naar dit apparaat tot het is uitgezocht; daarom gebeurt dat op een apparaat van een andere gemeente. Lees daar de sleutelcode van uw toelating voor.
contested-key = Sleutelcode { $key }
contested-since = Toegelaten als “{ $name }”, vanaf { $date }
contested-yours = Zo kent dit apparaat uw gemeente.
contested-holds = Telt mee
contested-holds-not = Telt niet mee
contested-choose = Die met sleutelcode { $key } is de echte…
contested-question = Telt de toelating van { $name } met sleutelcode { $key }?
contested-does = Wie de sleutel met code { $key } heeft, spreekt dan voor { $name }: laat apparaten toe, ook van wethouders, en wat zij deelden is te zien. Dit kan niet worden teruggenomen.
contested-check = Heeft iemand van { $name } u deze sleutelcode voorgelezen?
contested-confirm = Deze telt
contested-keep = Niet kiezen
contested-words = De 24 woorden van de tweede sleutel van de regio
attention-contested-why = Er telt niets van { $name } tot degene met de tweede sleutel van de regio zegt welke toelating de echte is.
done-admission = Die toelating telt vanaf nu.
explain-no-admission = Er zijn geen toelatingen van één gemeente waarvan dit er een is. Er is niets gewijzigd.
explain-no-admission-hint = Kijk bij Deelnemers waaruit te kiezen is.
explain-own-admission = Welke toelating van uw eigen gemeente telt, kan niet op dit apparaat worden gezegd: de anderen luisteren er niet naar tot dat is uitgezocht. Er is niets gewijzigd.
explain-own-admission-hint = Laat degene met de tweede sleutel van de regio dit doen op een apparaat van een andere gemeente.
cli-admission = { $key }  { $name } · vanaf { $date } · { $state }
cli-no-admission = Er is geen toelating, of meer dan een, met sleutelcode “{ $key }”; zie deelbaar admission list.
cli-no-admissions = Geen gemeente is met verschillende sleutels toegelaten.
second-title = Geef de tweede sleutel uit handen
second-text = Niemand mag in zijn eentje een wethouder kunnen toevoegen. Daarom hoort bij { $name } een tweede sleutel: 24 woorden die iemand anders bewaart, bijvoorbeeld de gemeentesecretaris. Zolang die woorden nog op dit apparaat staan, kunt u geen wethouder uitnodigen.
second-show = Woorden tonen…
second-dialog = De 24 woorden van de tweede sleutel
second-dialog-text = Laat degene die de tweede sleutel bewaart deze woorden opschrijven, met de nummers erbij. Kijk ze samen na. Voordat ze van dit apparaat worden gewist, leest u er drie terug van het papier; daarna staan ze nergens anders meer. Schrijf ze twee keer op: zijn ze kwijt, dan zijn ze niet te vervangen.
second-dialog-words = Woorden
second-later = Later
second-written = Ze staan op papier: nu teruglezen…
second-back-title = Lees drie woorden van het papier
second-back-text = De woorden staan nu niet op het scherm. Typ over wat op het papier bij deze nummers staat. Pas als dat klopt, worden de woorden hier gewist, en is het papier de enige plek waar ze staan.
second-back-word = Woord { $place }
second-back-wrong = Dit is niet het woord dat getoond werd. Er is niets gewist. Kijk op het papier, of laat de woorden nog eens tonen.
second-back-empty = Vul het woord in dat op het papier bij nummer { $place } staat. Er is niets gewist.
second-again = Woorden nog eens tonen
second-handed-over = De ander heeft de woorden; wis ze hier
second-words = De 24 woorden van de tweede sleutel
second-words-hint = Laat degene die ze bewaart ze hier intypen. Ze worden niet onthouden.
done-second = De tweede sleutel is op dit apparaat gewist. U kunt nu een wethouder uitnodigen; daar is degene met de 24 woorden bij nodig.
attention-second = Geef de tweede sleutel uit handen
attention-second-why = Pas daarna kunt u een wethouder uitnodigen.
second-region-title = Geef de tweede sleutel van de regio uit handen
second-region-text = Wie de sleutel van { $name } steelt, mag de regio niet kunnen overnemen. Daarom hoort er een tweede sleutel bij: 24 woorden die iemand anders bewaart, liefst van een andere gemeente. Alleen met die woorden erbij kan een gestolen sleutel worden vervangen.
second-region-show = Woorden van de regio tonen…
second-region-dialog = De 24 woorden van de tweede sleutel van de regio
done-second-region = De tweede sleutel van de regio is op dit apparaat gewist. Degene met de 24 woorden is nodig om de sleutel van de regio te vervangen.
attention-second-region = Geef de tweede sleutel van de regio uit handen
attention-second-region-why = Zolang de woorden hier staan, kan wie dit apparaat steelt de regio overnemen.
attention-backup = Reservekopie
attention-backup-why = De reservekopie had er al moeten zijn.
attention-passphrase = Stel een wachtwoord in
attention-passphrase-why = Wie dit apparaat in handen krijgt, kan nu alles lezen en namens u handelen.
attention-no-backup = Maak een reservekopie
attention-no-backup-why = De sleutel van uw gemeente staat op dit apparaat. Gaat het stuk, dan kan zonder reservekopie of herstelwoorden niemand meer toegelaten worden.
attention-unknown-why = Dit apparaat is teruggezet uit een reservekopie. Anderen kennen het nog niet.
cli-second = Laat een ander deze 24 woorden opschrijven en bewaren. Wis ze daarna hier: { $command }
cli-second-back = Typ van het papier de woorden met de nummers { $places } over, op één regel:
cli-second-words = Laat degene die de tweede sleutel bewaart de 24 woorden intypen, op één regel:
cli-second-words-region = Laat degene die de tweede sleutel van de regio bewaart de 24 woorden intypen, op één regel:
explain-second-needed = Dit kan niet in uw eentje: de woorden van de tweede sleutel ontbreken.
explain-second-wrong = Dit zijn niet de woorden van de tweede sleutel die nu geldt.
explain-second-hint = Er is niets veranderd. Laat degene die de tweede sleutel bewaart de 24 woorden intypen. Zijn ze kwijt? De handleiding zegt bij De tweede sleutel wat dan kan.
explain-second-gone = De tweede sleutel staat niet (meer) op dit apparaat.
explain-second-gone-hint = Er is niets veranderd. Degene aan wie de woorden zijn gegeven, bewaart ze.
explain-not-written = Woord { $place } van de tweede sleutel is niet het woord dat getoond werd.
explain-not-written-hint = Er is niets gewist. Kijk op het papier, laat de woorden nog eens tonen en verbeter het.
explain-second-here = De tweede sleutel staat nog op dit apparaat.
explain-second-here-hint = Geef de woorden eerst aan iemand anders, bij Deelnemers. Pas daarna kunt u een wethouder toelaten of een sleutel vervangen.

word-title = Titel
word-personal = { $kind ->
    [bsn] lijkt op een BSN
    [email] e-mailadres
   *[telephone] telefoonnummer
}
word-found = { $field }: { $text } ({ $kind })
consent-personal = { $count ->
    [one] Er staat iets in dat op een persoonsgegeven lijkt. Haal het weg, houd het veld thuis, of bevestig dat het gedeeld mag worden.
   *[other] Er staan { $count } dingen in die op persoonsgegevens lijken. Haal ze weg, houd het veld thuis, of bevestig dat ze gedeeld mogen worden.
}
consent-personal-may = Dit mag gedeeld worden – { $what }
consent-personal-first = { $count ->
    [one] Bevestig eerst het ene gegeven hierboven, of haal het uit de tekst.
   *[other] Bevestig eerst de { $count } gegevens hierboven, of haal ze uit de tekst.
}
consent-personal-go = Ga naar { $field }
consent-personal-go-to = Ga naar { $field }: { $text }
inbox-personal-first = { $count ->
    [one] Bevestig eerst het ene gegeven dat gemarkeerd is, of houd het veld thuis.
   *[other] Bevestig eerst de { $count } gegevens die gemarkeerd zijn, of houd hun veld thuis.
}
inbox-personal = { $who } bevestigde dat dit gedeeld mag worden: { $texts }
explain-personal = Er staat iets in dat op een persoonsgegeven lijkt: { $found }.
explain-personal-hint = Er is niets gevraagd of gedeeld. Haal het uit de tekst, of bevestig dat het gedeeld mag worden.
cli-hint-confirm = Er is niets gevraagd of gedeeld. Haal het uit de tekst, of bevestig met --confirm dat het gedeeld mag worden.

## Keys of this device (app/src/cli/keys.rs, app/src/ui/screens/unlock.rs, settings/lock.rs)
cli-ask-passphrase = Wachtwoord van dit apparaat:
cli-ask-new-passphrase = Nieuw wachtwoord (minstens 12 tekens):
cli-ask-backup-passphrase = Wachtwoord van de reservekopie:
cli-ask-again = Nogmaals:
cli-passphrases-differ = De twee wachtwoorden zijn niet hetzelfde.
cli-no-terminal = Hier is een wachtwoord nodig, en er is geen scherm om het op te vragen. Zet in { $variable } de plaats van een bestand met het wachtwoord.
cli-empty-passphrase-file = In { $file } staat geen wachtwoord.
cli-passphrase-is-set = Er is al een wachtwoord. Gebruik: passphrase change.
cli-passphrase-not-set = Er is nog geen wachtwoord. Gebruik: passphrase set.
cli-status-passphrase = De sleutel is afgesloten met een wachtwoord.
cli-key-restored = Dit apparaat heeft de { $key } weer.
cli-member-from = vanaf { $from }
cli-member-until = van { $from } tot en met { $until }
cli-backup-made = Reservekopie gemaakt in { $file }: { $own ->
        [one] { $own } stuk
       *[other] { $own } stukken
    } van de gemeente, { $region } van de regio. Zonder het wachtwoord is deze niet te openen.
cli-restored = De reservekopie van { $date } is teruggezet: { $own ->
        [one] { $own } stuk
       *[other] { $own } stukken
    } van de gemeente, { $region } van de regio.
cli-restored-enrolled = Dit is een nieuw apparaat, toegelaten met de sleutel van de gemeente. Laat het aan een ander apparaat kennen: introduce write BESTAND, en daar: introduce take BESTAND.
cli-restored-not-enrolled = Dit is een nieuw apparaat. Een collega moet het opnieuw toelaten: vraag een code en gebruik join met deze map.
cli-restored-locked = Het wachtwoord van de reservekopie is nu ook dat van dit apparaat.
cli-restored-old-device = Is het oude apparaat verloren? Wissel eerst uit met de anderen en verwijder het dan: revoke.
cli-hint-repair = deelbaar repair schrijft een nieuw bestand met alles wat nog leesbaar is, en bewaart het beschadigde ernaast.
cli-repaired = Wat leesbaar is en klopt staat in een nieuw bestand: { $own ->
        [one] { $own } stuk
       *[other] { $own } stukken
    } van de gemeente, { $region } van de regio.
cli-repaired-lost = Hier verloren: { $lost ->
        [0] geen stukken
        [one] { $lost } stuk
       *[other] { $lost } stukken
    }, { $texts ->
        [0] geen gedeelde teksten
        [one] { $texts } gedeelde tekst
       *[other] { $texts } gedeelde teksten
    } en { $settings ->
        [0] geen instellingen
        [one] { $settings } instelling
       *[other] { $settings } instellingen
    }.
cli-repaired-back = Wat collega’s en de regio daarvan hebben, komt vanzelf terug zodra de apparaten verbonden zijn.
cli-repaired-new-device = Misschien is het laatste dat u schreef verloren. Daarom is dit vanaf nu een nieuw apparaat van dezelfde persoon: verdergaan als het oude zou op één plaats twee dingen kunnen zeggen.
cli-repaired-old-device = Het oude apparaat komt niet terug. Wissel eerst uit met de anderen en verwijder het dan: revoke.
cli-repaired-not-kept = Het beschadigde bestand is verwijderd: er kon in staan wat teruggenomen is.
cli-repaired-kept = Het beschadigde bestand blijft in de map staan als damaged.redb, met zijn sleutel damaged.key, tot het bestand de volgende keer een nieuwe sleutel krijgt.
cli-introduction-written = Geschreven in { $file }. Geef dit aan iemand die meedoet.
cli-introduction-taken = { $count ->
    [0] Dat apparaat was al bekend.
   *[other] Dat apparaat is nu bekend.
}
key-municipality = sleutel van de gemeente
key-region = sleutel van de regio
wait-seconds = { $count ->
    [one] 1 seconde
   *[other] { $count } seconden
}
wait-minutes = { $count ->
    [one] 1 minuut
   *[other] { $count } minuten
}
recovery-card = Deelbaar, herstelwoorden: { $key } { $name }
recovery-title = Herstelwoorden
recovery-text = Dit apparaat heeft de sleutel waarmee apparaten of gemeenten worden toegelaten. Gaat het verloren, dan krijgt u die sleutel terug met 24 woorden op papier. Wie de woorden heeft, kan iedereen toelaten.
recovery-passphrase = Wachtwoord om de woorden te tonen
recovery-show = Herstelwoorden tonen
recovery-write = Schrijf de woorden op papier, met de nummers, en bewaar het papier achter slot. Maak er geen foto van.
words-are-english = Het zijn met opzet Engelse woorden, uit een vaste lijst die overal dezelfde is. Zo ziet Deelbaar later welk woord verkeerd is overgetypt. Schrijf ze precies zo op.
recovery-done = Ik heb ze opgeschreven
recovery-save = Bewaren om af te drukken…
recovery-as-page = Bladzijde om af te drukken (HTML)
recovery-as-text = Tekst
recovery-page-date = Gemaakt op { $date }.
recovery-page-what = Deze 24 woorden zijn de sleutel. Wie ze heeft, kan apparaten of gemeenten toelaten, ook zonder wachtwoord.
recovery-page-keep = Leg dit papier in een kluis. Maak geen foto. Wis het bestand waarvan u dit afdrukte, en leeg de prullenbak.
recovery-page-use = Sleutel kwijt? Kies in Deelbaar, op een toegelaten apparaat, Instellingen en dan Sleutel terugzetten met herstelwoorden.
keys-none = Dit apparaat heeft geen sleutel van de gemeente of de regio.
keys-one = Dit apparaat heeft de { $key }.
keys-both = Dit apparaat heeft de sleutel van de gemeente en de sleutel van de regio.
recovery-back = Sleutel terugzetten met herstelwoorden
recovery-back-text = Met de 24 woorden op papier krijgt dit apparaat de sleutel van de gemeente of de regio. Zo kan een tweede apparaat die ook hebben. Het geldt meteen.
recovery-words = De 24 woorden
recovery-words-hint = Met een spatie ertussen. Nummers en hoofdletters maken niet uit.
recovery-none-yet = Typ de { $all } woorden die op het papier staan.
recovery-so-far = { $count } van de { $all } woorden.
recovery-whole = Alle 24 woorden horen bij elkaar.
recovery-too-many = Dit zijn meer dan 24 woorden.
recovery-put-back = Sleutel terugzetten
unlock-title = Deelbaar is vergrendeld
unlock-text = Geef het wachtwoord van dit apparaat. Er is nog niets van uw plan gelezen.
unlock-label = Wachtwoord
unlock-visible = Toon wat ik typ
unlock-button = Ontgrendelen
unlock-busy = Bezig met openen…
unlock-again = U kunt het nu opnieuw proberen.
unlock-wait = Nog { $wait }.
unlock-waits = Wacht tot u het opnieuw kunt proberen.
unlock-forgotten = Wachtwoord vergeten? Niemand kan het opzoeken, en wat hier staat blijft op slot. Vraag wie bij uw gemeente collega’s toelaat om een code voor nog een apparaat van u, en begin daarmee op een nieuwe plek: het plan komt vanzelf van uw collega’s. Wat nog bij geen collega is, blijft hier. Laat daarna het oude apparaat verwijderen. Is er geen collega? Zet dan op die nieuwe plek een reservekopie terug.
unlock-anew = Meedoen met een code, op een nieuwe plek
lock-title = Wachtwoord
lock-is-set = De gegevens op dit apparaat gaan alleen open met het wachtwoord.
lock-not-set = De gegevens op dit apparaat hebben nog geen wachtwoord: wie bij de map kan, kan alles lezen.
lock-after = Vergrendelen als niemand iets doet
lock-minutes = na { $count ->
        [one] { $count } minuut
       *[other] { $count } minuten
    }
lock-never = nooit
lock-now = Nu vergrendelen
lock-current = Huidig wachtwoord
lock-chosen = Nieuw wachtwoord
lock-again = Nieuw wachtwoord nogmaals
lock-hint = Vier of meer woorden die niets met elkaar te maken hebben zijn goed te onthouden. Niemand kan een vergeten wachtwoord terughalen.
lock-set = Wachtwoord instellen
lock-change = Wachtwoord wijzigen
lock-remove = Wachtwoord verwijderen
lock-stuck = Deelbaar is niet vergrendeld: er staat tekst op het scherm die nog niet bewaard is. Bewaar die eerst, of zet haar ergens anders.
backup-title = Reservekopie
backup-text = Eén versleuteld bestand met alles van dit apparaat, behalve de eigen sleutel van het apparaat en de inhoud van bestanden bij onderdelen: die komt van een ander apparaat terug. Het heeft een eigen wachtwoord. Bewaar bestand en wachtwoord apart, en het liefst niet op dit apparaat.
backup-second = Een tweede sleutel ligt nog op dit apparaat en gaat in geen reservekopie. Raakt dit apparaat kwijt voordat de 24 woorden op papier staan, dan heeft niemand ze meer. Geef ze eerst uit handen, bij Deelnemers.
backup-last = Laatste reservekopie
backup-never = nog nooit
backup-not-scheduled = nee
backup-scheduled = { $days ->
    [one] elke dag in { $folder }; de nieuwste { $keep } blijven
   *[other] elke { $days } dagen in { $folder }; de nieuwste { $keep } blijven
}
backup-busy = Bezig met een reservekopie…
backup-failed = De laatste reservekopie is niet gemaakt ({ $when }). { $why } Eerdere reservekopieën zijn er nog. Deelbaar probeert het elke tien minuten opnieuw.
backup-outdated = Er is iets ingetrokken dat nog in oudere reservekopieën staat. De volgende vervangt ze.
backup-trouble-full = De schijf is vol.
backup-trouble-denied = In de map mag niet worden geschreven.
backup-trouble-folder = De map is er niet. Is de schijf aangesloten?
backup-trouble-other = De schijf meldt een fout.
backup-way = Wanneer
backup-now = Nu
backup-by-itself = Vanzelf
backup-file = Bestand van de reservekopie
backup-folder = Map voor de reservekopieën
backup-folder-hint = Het liefst op een andere schijf. De map moet er al zijn.
backup-every = Hoe vaak
backup-every-days = { $count ->
    [one] elke dag
   *[other] elke { $count } dagen
}
backup-keep = Hoeveel bewaren
backup-keep-count = { $count ->
    [one] alleen de nieuwste
   *[other] de nieuwste { $count }
}
backup-by-itself-hint = Deelbaar maakt ze terwijl het open staat, en kan ze zelf niet openen: dat kan alleen met het wachtwoord. Is er iets ingetrokken, dan komt er meteen een nieuwe en gaan de oude in deze map weg. Kiest u een andere map, gooi de oude bestanden dan zelf weg.
backup-passphrase = Wachtwoord van de reservekopie
backup-again = Wachtwoord van de reservekopie nogmaals
backup-passphrase-hint = Vier losse woorden zijn goed te onthouden. Zonder dit wachtwoord is de reservekopie niets waard.
backup-passphrase-same = Laat leeg om hetzelfde wachtwoord te houden.
backup-make = Reservekopie maken
backup-begin = Vanzelf reservekopieën maken
backup-change = Wijzigen
backup-stop = Niet meer vanzelf
done-backup = Reservekopie gemaakt in { $path }. Bewaar het wachtwoord ergens anders.
done-backup-scheduled = Deelbaar maakt voortaan vanzelf reservekopieën, de eerste meteen.
done-backup-stopped = Deelbaar maakt niet meer vanzelf reservekopieën. Wat er al is, blijft staan.
introduce-title = Een teruggezet apparaat laten kennen
introduce-document = Teruggezet apparaat
introduce-unknown = Dit apparaat is teruggezet uit een reservekopie en is nu een nieuw apparaat. De andere apparaten kennen het nog niet en wisselen er niets mee uit.
introduce-text = Maak een bestand en breng het naar een collega. Die neemt het aan op zijn of haar apparaat. Is er geen collega meer, breng het dan naar een andere gemeente. Er staat niets geheims in.
introduce-colleague = Bestand voor een collega…
introduce-municipality = Bestand voor een andere gemeente…
introduce-then = Zodra er is uitgewisseld, is terug wat anderen nog hadden, en verdwijnt wat intussen is ingetrokken. Verwijder daarna pas het oude apparaat, bij Deelnemers.
introduce-take-text = Is een ander apparaat teruggezet uit een reservekopie? Neem dan hier het bestand aan dat daar is gemaakt.
introduce-file = Bestand van het teruggezette apparaat
introduce-file-missing = Vul in waar het bestand staat.
introduce-take = Bestand aannemen
done-passphrase-set = Het wachtwoord is ingesteld. Deelbaar vraagt er voortaan om.
done-passphrase-changed = Het wachtwoord is gewijzigd.
done-passphrase-removed = Het wachtwoord is verwijderd.
explain-passphrase-needed = De gegevens op dit apparaat zijn afgesloten met een wachtwoord. Er is niets gewijzigd.
explain-passphrase-needed-hint = Geef het wachtwoord.
explain-wrong-passphrase = Dat wachtwoord klopt niet. Er is niets gewijzigd.
explain-wrong-passphrase-hint = Probeer het opnieuw. Let op hoofdletters en spaties.
explain-too-soon = Er is te vaak een verkeerd wachtwoord gegeven; dit wachtwoord is nog niet geprobeerd. Er is niets gewijzigd.
explain-wait = Over { $wait } kunt u het opnieuw proberen.
explain-short-passphrase = Een wachtwoord heeft minstens { $count } tekens. Er is niets gewijzigd.
explain-short-passphrase-hint = Kies bijvoorbeeld vier woorden die niets met elkaar te maken hebben.
passphrase-least = Minstens { $count } tekens.
explain-words-count = { $found ->
    [one] Dit is { $found } woord; het moeten er 24 zijn. Er is niets gewijzigd.
   *[other] Dit zijn { $found } woorden; het moeten er 24 zijn. Er is niets gewijzigd.
}
explain-words-unknown = Woord { $place }, ‘{ $word }’, staat niet op de lijst. Er is niets gewijzigd.
explain-words-checksum = De woorden horen niet bij elkaar: er is er een verkeerd, of er zijn er twee verwisseld. Er is niets gewijzigd.
explain-words-wrong = Woord { $place } moet een ander woord zijn. Er is niets gewijzigd.
explain-words-swapped = Woord { $first } en woord { $second } zijn verwisseld. Er is niets gewijzigd.
explain-words-missing = Op plaats { $place } ontbreekt een woord. Er is niets gewijzigd.
explain-words-other-key = Dit zijn de woorden van een andere sleutel, niet van deze gemeente of regio. Er is niets gewijzigd.
explain-words-hint = Vergelijk de woorden met het papier, nummer voor nummer.
explain-backup-foreign = Dit is geen reservekopie van Deelbaar. Er is niets gewijzigd.
explain-backup-newer = Deze reservekopie is gemaakt met een nieuwere versie van Deelbaar. Er is niets gewijzigd.
explain-backup-damaged = Deze reservekopie is beschadigd of niet compleet. Er is niets gewijzigd.
explain-backup-passphrase = Dat is niet het wachtwoord van deze reservekopie. Er is niets gewijzigd.
explain-backup-unsound = In deze reservekopie staat iets dat niet klopt. Er is niets teruggezet.
explain-backup-schedule = Zo vaak, of zo veel, kan niet. Er is niets gewijzigd.
explain-backup-schedule-hint = Kies 1 tot 366 dagen, en bewaar 1 tot 100 bestanden.
explain-no-file = Daar staat geen bestand. Er is niets gewijzigd.
explain-no-file-hint = Kijk of de map en de naam goed zijn getypt, en of de schijf is aangesloten.
explain-file-not-read = Dat bestand mag u niet lezen. Er is niets gewijzigd.
explain-file-not-read-hint = Vraag uw beheerder om toegang, of kies een ander bestand.
explain-backup-other-hint = Gebruik een andere reservekopie.
explain-backup-not-empty = De map waarin de reservekopie moet komen, is niet leeg. Er is niets gewijzigd.
explain-backup-not-empty-hint = Kies een lege map, of een map die er nog niet is.
explain-no-introduction = Dit bestand laat geen apparaat van deze regio kennen, of het klopt niet. Er is niets gewijzigd.
explain-no-introduction-hint = Vraag een nieuw bestand van het herstelde apparaat.

# Voorwaarden waaronder iets wordt gedeeld
mark-ended = Delen is afgelopen
word-event-revised = Versie { $version } gedeeld onder doorlopende toestemming
word-disclosure = { $choice ->
    [everything] Alles openbaar
    [with-press-release] Alles openbaar, met persbericht
    [after] Alles openbaar, vanaf een datum
    [except] Openbaar, behalve een deel
    [decision-only] Alleen de titel en de samenvatting openbaar
   *[nothing] Niet openbaar
}
word-language-nl = Nederlands
word-language-en = Engels
word-language-fy = Fries
word-no-language = Nog niet gekozen
terms-title = Hoe wordt dit gedeeld?
terms-versions = Welke versies?
terms-this-version = Alleen deze versie
terms-standing = Ook latere versies (doorlopende toestemming)
terms-standing-hint = Een beleidsadviseur mag latere versies delen zonder dat de wethouder elke versie ziet. Wat nu thuisblijft, blijft ook dan thuis. De wethouder kan dit altijd intrekken.
terms-choice = Openbaarmakingskeuze
terms-article = Gelet op artikel
terms-article-hint = Het artikel op grond waarvan iets niet openbaar is, bijvoorbeeld 5.1 lid 2 Woo.
terms-article-missing = Noem het artikel op grond waarvan dit niet openbaar is.
terms-article-personal = Bij het artikel staat iets wat lijkt op een persoonsgegeven. Het artikel is voor iedereen te lezen: noem hier alleen het wetsartikel.
terms-ends = Het delen eindigt op een dag
terms-until = Laatste dag
terms-until-hint = Daarna wissen de apparaten in de regio de inhoud. dag-maand-jaar, bijvoorbeeld 31-12-2027
terms-until-past = Kies vandaag of later, en niet vóór de dag waarop het delen begint.
terms-ends-first = Het delen zou eindigen voordat het begint. Er is niets gedeeld.
terms-wrong-audience = Deze voorwaarden passen niet bij wie het te zien krijgt. Er is niets gedeeld.
terms-wrong-choice = { $choice ->
    [except] Bij “Openbaar, behalve een deel” moet er iets thuisblijven. Haal het vinkje weg bij wat niet openbaar wordt.
    [decision-only] Bij “Alleen de titel en de samenvatting openbaar” gaat verder niets mee.
    [nothing] “Niet openbaar” kan niet worden ondertekend als toestemming.
   *[other] Bij deze keuze gaat alles mee. Blijft er iets thuis? Kies dan “Openbaar, behalve een deel”.
}
terms-missing = Voordat dit openbaar kan worden, ontbreekt nog: { $what }. Vul het in bij “Gegevens bewerken”, onder “Voor openbaar maken”.
terms-missing-one = { $what ->
    [title] de titel
    [language] de taal
    [summary-nl] de Nederlandse samenvatting
    [summary-en] de Engelse samenvatting
    [alternative-text] een beschrijving bij elke afbeelding
    [press-release] het persbericht
    [article] het artikel
   *[day] de datum
}
terms-with-article = { $choice }, gelet op artikel { $article }
terms-says-standing = Doorlopend: ook latere versies.
terms-says-until = Te zien tot en met { $date }.
consent-public = Iedereen (openbaar)
consent-face-goes = De titel, de taal en de samenvattingen gaan altijd mee. Opmerkingen, risico’s en labels gaan nooit mee.
consent-goes = { $choice ->
    [decision-only] Alleen de titel, de taal en de samenvattingen gaan mee.
    [nothing] Er wordt niets gedeeld. De wethouder legt vast dat dit niet openbaar is.
    [with-press-release] Alles wat is ingevuld gaat mee, met het persbericht. Opmerkingen, risico’s en labels gaan nooit mee.
   *[other] Alles wat is ingevuld gaat mee. Opmerkingen, risico’s en labels gaan nooit mee.
}
inbox-ready = Klaarzetten
inbox-is-ready = U hebt dit gezien en klaargezet. Het wordt gedeeld zodra u ondertekent.
inbox-fixed = Dit staat klaar om te ondertekenen. Kies eerst “Niet meer klaarzetten” om iets te wijzigen.
inbox-not-ready = Niet meer klaarzetten
inbox-note-ready = gezien en klaargezet
inbox-said-ready = Klaargezet: “{ $title }”.
inbox-sign-ready = { $count ->
    [one] 1 toestemming ondertekenen
   *[other] { $count } toestemmingen ondertekenen
}
inbox-busy-several = { $count ->
    [one] Uw antwoord wordt vastgelegd.
   *[other] Uw { $count } antwoorden worden vastgelegd.
}
inbox-close = Vaststellen: niet openbaar
inbox-closed-note = Niet openbaar, gelet op artikel { $article }.
item-revise = Nieuwe versie delen…
item-public = Voor openbaar maken
item-public-hint = Alleen nodig als dit voor iedereen openbaar wordt. Beschrijf bij elke afbeelding in de tekst wat erop staat: ![beschrijving](bestand).
revise-title = Nieuwe versie delen: { $title }
revise-text = De wethouder gaf doorlopende toestemming. De gemeenten in de regio zien daarna deze versie.
revise-share = Deze versie delen
done-revised = De nieuwe versie van “{ $title }” is gedeeld.
done-withdrawn-version = Versie { $version } van “{ $title }” is ingetrokken.
done-withdrawn-all = Alles wat gedeeld was, is ingetrokken.
consents-withdraw-all = Alles intrekken…
consents-ask-all = Alles intrekken wat { $municipality } deelt?
consents-ask-one = Versie { $version } van “{ $title }” intrekken?
consents-withdraw-one = Versie { $version } intrekken…
consents-withdraw-carried = Versie { $version } intrekken, met { $others }…
consents-ask-carried = Versie { $version } draagt de doorlopende toestemming. Wat onder die toestemming later is gedeeld, wordt mee ingetrokken: versie { $others }. De doorlopende toestemming eindigt.
consents-versions = Gedeelde versies
consents-versions-hint = De nieuwste versie is te zien, de eerdere als geschiedenis.
consents-one = Versie { $version }, gedeeld op { $date }
consents-standing = Latere versies
consents-standing-yes = Gaan mee, met doorlopende toestemming
consents-until = Te zien tot en met
consents-note-ended = gedeeld tot en met { $date }
explain-not-standing = De toestemming geldt niet voor nieuwe versies. Er is niets gedeeld.
explain-disclosure-hint = Pas het aan en probeer het opnieuw.
cli-consent-nothing = Hier is gevraagd om iets niet openbaar te maken: dat is geen toestemming. Er is niets ondertekend. Leg het vast met: deelbaar consent refuse { $request }
cli-no-choice = “{ $name }” is geen openbaarmakingskeuze. Kies uit: { $known }.
cli-revised = Nieuwe versie gedeeld.
cli-confirmed = De toestemming is bevestigd.
cli-withdrawn-all = Alles is ingetrokken.

# Opnieuw om het wachtwoord vragen bij ondertekenen
signing-title = Ondertekenen met uw wachtwoord
signing-text = { $count ->
    [one] Wat u ondertekent, geldt in uw naam. Geef daarom nog een keer het wachtwoord van dit apparaat.
   *[other] Wat u ondertekent, geldt in uw naam: { $count } keer. Geef daarom nog een keer het wachtwoord van dit apparaat.
}
signing-go-on = Ondertekenen
signing-busy = Bezig met ondertekenen…
first-title = Stel eerst een wachtwoord in
first-text = U ondertekent in uw naam, en dit apparaat heeft nog geen wachtwoord. Wie het apparaat opent, kan dus in uw naam tekenen. Met een wachtwoord kan alleen u dat.
first-set = Instellen en ondertekenen
first-later = Nu niet, alleen deze keer
first-put-off-before = U hebt dit al een keer uitgesteld. Nu is het wachtwoord nodig.
explain-sign-passphrase = Om te ondertekenen is het wachtwoord nog een keer nodig. Er is niets gewijzigd.
settings-sign-again = Om te ondertekenen vraagt Deelbaar het wachtwoord opnieuw als u het langer dan vijf minuten geleden gaf.

# Overdracht van de portefeuille
screen-handover = Overdracht
handover-text = Het overdrachtsdossier: wat een nieuwe wethouder moet weten. Het volgt vanzelf uit wat hier is vastgelegd.
handover-copy = Dossier kopiëren
handover-save = Dossier bewaren…
handover-as-text = Tekst (Markdown)
handover-as-data = Gegevens voor een programma (JSON)
handover-copy-hint = Bewaar het als bestand, of plak het in een document. Het bevat alles wat hieronder staat, ook wat niet gedeeld is.
handover-file = Overdrachtsdossier { $municipality }, { $date }
handover-part = { $part ->
    [attention] Vraagt aandacht
    [waiting] Wacht op een antwoord
    [running] Besloten en in uitvoering
    [shared] Gedeeld
    [risks] Risico’s
    [powers] Wie mag besluiten
   *[money] Geld en uren
}
handover-empty = { $part ->
    [attention] Er is niets dat aandacht vraagt.
    [waiting] Er wacht niets.
    [running] Er is niets voorgelegd of in uitvoering.
    [shared] Er is niets gedeeld.
    [risks] Niemand heeft risico’s opgeschreven.
    [powers] De wethouder besluit. Er zijn geen mandaten.
   *[money] Er is niets gepland.
}
handover-waits = { $what ->
    [decision] Besluit gevraagd door { $who } op { $date }.
   *[consent] Toestemming gevraagd door { $who } op { $date }.
}
handover-since = { $phase }, sinds { $date }.
handover-note = Voorwaarde of opmerking: { $note }
handover-shared = { $audience }, versie { $version }. Toestemming van { $who } op { $date }.
handover-confirmed = Bevestigd door { $who } op { $date }.
handover-body = Hierover besluit { $body }.
handover-mandate = Mag besluiten over { $kinds } namens { $by }, tot en met { $until }.
handover-money = Activiteitengeld { $year }
handover-hours = Uren { $year }
handover-of = { $planned } gepland, van { $limit }.
handover-contradiction = Begonnen, terwijl het besluit daarna anders uitviel. Mensen moeten dit oplossen.
handover-changed = Gewijzigd na het besluit: moet opnieuw worden voorgelegd.
handover-predecessor = Gedeeld met toestemming van { $who }, die nu geen wethouder is. Bevestig dit of trek het in, bij Toestemmingen.
handover-late = Zou op { $date } klaar zijn en is nog in uitvoering.
handover-not-begun = Besloten, zou op { $date } beginnen, en is niet begonnen.
handover-undecided = Zou op { $date } beginnen, en daarover is nog niet besloten.
handover-embargo = Toestemming is gegeven; is vanzelf te zien vanaf { $date }.
handover-keys = De sleutels van { $whose }
handover-one-hand = Liggen allebei op dit apparaat: één persoon zou een wethouder kunnen toelaten of een sleutel kunnen vervangen. Draag de tweede sleutel over, bij Deelnemers.
handover-mandate-ends = Het mandaat eindigt vanzelf op { $date }.
handover-silent = Voor het laatst gehoord op { $date }. Wat sindsdien is besloten, gedeeld of ingetrokken, is daar misschien niet bekend.
handover-ends = Het delen eindigt op { $date }.
handover-removed = Staat niet meer in het plan en wordt nog gedeeld. Trek het in, of laat het staan, bij Toestemmingen.
handover-not-deleted = { $count ->
    [one] Ingetrokken; van 1 gemeente is nog niet gehoord dat de inhoud is gewist.
   *[other] Ingetrokken; van { $count } gemeenten is nog niet gehoord dat de inhoud is gewist.
}
handover-over = Er is { $over } meer gepland dan er is.
consents-predecessor = { $who } gaf hiervoor toestemming en is nu geen wethouder. Het blijft gedeeld. Sta ervoor in, of trek het in.
consents-confirm = Bevestigen en ondertekenen
done-confirmed = Bevestigd: “{ $title }”.

# Inzage van één persoon
cli-person-empty = Noem een naam, of het begin van de code van een apparaat.
person-title = Wat dit apparaat bewaart over “{ $name }”
person-part = { $part ->
    [enrolments] Rollen en apparaten: { $count }
    [acts] Ondertekende handelingen: { $count }
    [members] Over deelname en bevoegdheid: { $count }
    [comments] Opmerkingen: { $count }
    [edits] Vastleggingen per apparaat: { $count }
    [contact] Verbinding: { $count }
    [network] Op het netwerk: { $count }
   *[mentions] Genoemd in: { $count }
}
person-enrolment = { $space ->
    [municipality] Gemeente: { $name }, { $role }, { $term }; apparaat { $device }
   *[region] Regio: { $name }, { $role }, { $term }; apparaat { $device }
}
person-removed = (verwijderd onderdeel)
person-records = { $space ->
    [municipality] Gemeente, apparaat { $device }: { $count ->
        [one] { $count } vastlegging
       *[other] { $count } vastleggingen
    }, van { $first } tot { $last }
   *[region] Regio, apparaat { $device }: { $count ->
        [one] { $count } vastlegging
       *[other] { $count } vastleggingen
    }, van { $first } tot { $last }
}
person-contact = Apparaat { $device }: { $addresses }; laatst gezien { $seen }
person-shared = gedeelde tekst, versie { $version }
person-comment = opmerking
person-left = Dit apparaat heeft nu een rol die het plan van de gemeente niet leest. Van een eerdere rol { $count ->
    [one] staat er nog één vastlegging
   *[other] staan er nog { $count } vastleggingen
} van het plan; die zijn voor dit overzicht ook doorzocht. Bij Instellingen kunnen ze van dit apparaat worden verwijderd.
person-end = Niet doorzocht: wat vroeger in teksten stond en is gewijzigd (dat staat nog in de geschiedenis van het plan, die een beheerder kan uitvoeren, en in wat op een apparaat ongedaan kan worden gemaakt), de inhoud van bestanden, reservekopieën, en wat iemand bewaarde of afdrukte. Andere apparaten van de gemeente bewaren hun eigen verbindingsgegevens; voor het overige is dit overal hetzelfde.

# Logboek
screen-log = Logboek
log-text = Wie deed wat, wanneer en waarop. Elke regel is ondertekend en kan niet ongemerkt worden veranderd.
log-check = Alles controleren
log-copy = Kopiëren als tabel
log-save = Bewaren als bestand…
log-as-table = Tabel voor een spreadsheet (CSV)
log-as-data = Gegevens voor een programma (JSON)
log-search = Zoek op wie, wat of waarop
log-more = Filters en inzage
log-less = Filters en inzage verbergen
log-everybody = iedereen
log-every-kind = alles
log-topic = { $topic ->
    [decisions] Besluiten
    [consents] Toestemmingen
    [work] Uitvoering
    [members] Wie meedoet
   *[powers] Wie besluit
}
log-only-mandate = Alleen onder mandaat
log-from = Vanaf
log-until = Tot en met
person-about = Inzage over
person-keep = Inzage bewaren…
person-document = Inzage
log-count = { $count ->
    [one] 1 handeling
   *[other] { $count } handelingen
}
log-empty = Er is niets gevonden
log-empty-text = Zoek op een ander woord, of maak het zoekveld leeg.
log-what = Wat
log-removed = { $title } (verwijderd)
log-on = Waarop
log-who = Wie
log-when = Wanneer
log-mandate = Onder mandaat van
log-external = Extern besluit
log-external-text = { $body }, nummer { $number }, { $date }
log-note = Opmerking
log-terms = Voorwaarden
log-terms-audience = Voor { $audience ->
    [region] de regio
   *[public] iedereen
}.
log-terms-once = Alleen deze versie.
log-terms-without = Blijft thuis: { $fields }.
log-terms-back = Teruggenomen: versie { $first } tot en met { $last }.
log-terms-back-one = Teruggenomen: versie { $version }.
log-terms-kinds = Over: { $kinds }.
log-terms-role = In de rol { $role }.
log-terms-from = Vanaf { $date }.
log-terms-until = Tot en met { $date }.
log-terms-below = Wat dit apparaat vanaf nummer { $below } schreef, telt niet.
log-item = Onderdeel
log-item-version = { $id }, versie { $version }
log-content = Inhoud
log-record = Vastlegging
log-record-region = { $record }, en { $region } in de regio
log-answers = Antwoord op
log-counts = Telt
log-counts-not = Nee: van een verwijderd apparaat, met een vervangen sleutel, of niet toegestaan
log-back = Terug naar de lijst
log-holds = { $count ->
    [one] Alles klopt: { $count } vastgelegde handeling gecontroleerd. Zij is echt ondertekend en niet veranderd.
   *[other] Alles klopt: { $count } vastgelegde handelingen gecontroleerd. Ze zijn echt ondertekend, niet veranderd, en er ontbreekt niets tussenin.
}
log-broken = Er is niets gewijzigd. Meld dit bij uw beheerder en vraag een collega om ook te controleren.
space-municipality = de gemeente
space-region = de regio
flaw = { $why ->
    [unreadable] In de gegevens van { $space } klopt handeling { $record } niet (nummer { $place }): die kan niet worden gelezen.
    [altered] In de gegevens van { $space } klopt handeling { $record } niet (nummer { $place }): de inhoud of de handtekening is veranderd, of er ontbreekt iets vóór.
   *[rules] In de gegevens van { $space } klopt handeling { $record } niet (nummer { $place }): de regels staan die niet toe.
}
flaw-no-id = zonder leesbare code
log-enrolled = Toegelaten als { $role }
log-charter = { $kind ->
    [admitted] Gemeente toegelaten
    [dismissed] Gemeente doet niet meer mee
    [countersigned] Meegetekend met de tweede sleutel
    [role-ended] Rol of termijn beëindigd
    [key-renewed] Sleutel van de gemeente vernieuwd
    [second-key-renewed] Tweede sleutel van de gemeente vervangen
    [region-key-renewed] Sleutel van de regio vernieuwd
    [region-second-key-renewed] Tweede sleutel van de regio vervangen
    [removed] Apparaat verwijderd
    [mandate-given] Mandaat gegeven
    [mandate-ended] Mandaat beëindigd
   *[relay-set] Doorgeefserver van de regio vastgelegd
}
log-body-set = Vastgelegd wie besluit. { $kinds }: { $body }

## De weg naar de anderen

network-title = Netwerk
network-text = Apparaten van de regio praten rechtstreeks met elkaar. Waar dat niet kan, geeft een eigen doorgeefserver van de regio de versleutelde gegevens door. Die kan ze niet lezen, maar ziet wel wie met wie praat en hoeveel.
relay-none = De regio heeft geen doorgeefserver. Apparaten bereiken elkaar alleen rechtstreeks.
relay-since = Vastgelegd op { $day }.
relay-token-set = Er is een toegangscode bij.
relay-through = Dit apparaat gaat naar de doorgeefserver via { $proxy }.
relay-by-lead = Wie de sleutel van de regio heeft, legt de doorgeefserver vast.
relay-label = Doorgeefserver
relay-address = Adres van de doorgeefserver
relay-address-hint = Begint met https://. Zet een spatie tussen twee adressen.
relay-missing = Vul het adres in.
relay-token = Toegangscode
relay-token-hint = Alleen als de doorgeefserver daarom vraagt. Ieder apparaat van de regio krijgt de code.
relay-set = Doorgeefserver vastleggen
relay-remove = Geen doorgeefserver meer
relay-connected = verbonden
relay-refused = laat dit apparaat niet door
relay-unused = niet in gebruik
proxy-title = Proxy
proxy-text = Zonder instelling geldt de proxy van dit systeem, als die er is.
proxy-address = Adres van de HTTP-proxy
proxy-address-hint = Bijvoorbeeld http://proxy.gemeente.nl:8080. Geldt alleen voor dit apparaat.
proxy-set = Proxy instellen
proxy-first = Vul eerst het adres van de proxy in.
proxy-remove = Proxy van het systeem gebruiken
done-relay = De doorgeefserver is vastgelegd voor de hele regio.
done-relay-removed = De regio heeft geen doorgeefserver meer.
done-proxy = De proxy is ingesteld.
explain-proxy = Dit is geen adres van een HTTP-proxy. Er is niets gewijzigd.
explain-proxy-hint = Vraag uw beheerder om het adres; het begint met http:// of https://.

## Verbindingen
link-title = Verbindingen
link-text = Voor wie helpt als apparaten elkaar niet bereiken: welke apparaten er zijn, en wanneer er contact was. Er staat niet in waar het over ging.
link-more = Toon verbindingen
link-less = Verberg verbindingen
link-save = Bewaar voor de helpdesk
link-device = Apparaat
link-off = Niet verbonden
link-lines = Wat er gebeurde
link-none = Er is nog geen contact geweest met een ander apparaat.
link-rest = De nieuwste { $shown } van { $count }. In het bestand staan ze allemaal.
link-whose = { $municipality } ({ $role }), apparaat { $device }
link-stranger = Onbekend apparaat { $device }
link-not-reached = Niet bereikt.
link-dialled = Verbonden met { $at }.
link-dialled-by = Verbonden vanaf { $at }.
link-connected = Verbonden.
link-ended = Gesprek geëindigd. Ontvangen: { $received }, verstuurd: { $sent }.
link-closed = De verbinding is verbroken.
link-silent = Het andere apparaat zei niets.
link-rules = Het andere apparaat hield zich niet aan de regels.
link-store = Dit apparaat kon niet lezen of schrijven.
link-refused = Niet toegelaten: dit apparaat doet niet mee.
link-shunned = Hield zich niet aan de regels. Er wordt tien minuten niet naar geluisterd.
link-as-text = Als tekst

# Het plan van dit apparaat verwijderen
forget-title = Het plan van { $municipality } op dit apparaat
forget-text = Als { $role } krijgt u niets van het plan van { $municipality }. Van een eerdere rol { $count ->
    [one] staat hier nog één vastlegging
   *[other] staan hier nog { $count } vastleggingen
} van dat plan. Deelbaar toont ze niet, maar ze staan er wel, versleuteld.
forget-open = Verwijder het plan van dit apparaat…
forget-elsewhere = Reservekopieën die u met de hand maakte, blijven bestaan; gooi die zelf weg. Reservekopieën die vanzelf worden gemaakt, worden meteen vervangen.
forget-question = Het plan van { $municipality } van dit apparaat verwijderen?
forget-does = Alles van het plan gaat van dit apparaat: teksten, besluiten, opmerkingen en bestanden. Het is hier daarna niet terug te halen.
forget-stays = Op andere apparaten van de gemeente verandert niets. Wat de regio deelt, blijft hier staan.
forget-lost = Wat u hier schreef en nog geen collega bereikte, gaat verloren. Krijgt u later weer een rol die het plan leest, dan komt de rest vanzelf terug.
forget-keep = Laten staan
forget-confirm = Voorgoed verwijderen
done-plan-forgotten = Het plan van { $municipality } staat niet meer op dit apparaat.
cli-forget-asks = Dit verwijdert het plan van { $municipality } van dit apparaat. Het is hier daarna niet terug te halen, en wat nog geen collega bereikte, gaat verloren. Er is nog niets veranderd. Doe het met: deelbaar forget-plan --yes
cli-forget-nothing = Van het plan van { $municipality } staat op dit apparaat niets.
explain-reads-plan = Met uw rol leest u het plan van de gemeente. Er is niets verwijderd.
explain-reads-plan-hint = Het plan kan van dit apparaat als u een rol hebt die het niet leest: projectleider of knooppunt.
explain-behind = Er is niet opgeslagen: wat u eerder op dit apparaat schreef, is nog niet helemaal terug.
explain-behind-hint = Het plan is van dit apparaat verwijderd en komt nu terug van collega’s. Wacht tot zij verbonden zijn en probeer het dan opnieuw. Lukt het niet, laat u dan opnieuw uitnodigen, op een ander apparaat of in een nieuwe map.
region-only-left = Als { $role } ziet u wat gemeenten in de regio delen. Van het plan van { $municipality } komt op dit apparaat niets meer bij. Van een eerdere rol { $count ->
    [one] staat er nog één vastlegging op
   *[other] staan er nog { $count } vastleggingen op
}; bij Instellingen kunt u die verwijderen.

# Versies die na elkaar te zien zijn
turns-now = Nu te zien: versie { $version }.
turns-then = Vanaf { $date }: versie { $version }.
turns-before = Versie { $version } heeft ook al toestemming, vanaf { $date }. Die is eerst te zien, tot deze versie op { $until } haar plaats inneemt. Wilt u dat niet, trek versie { $version } daarna in bij Toestemmingen.
turns-never = Versie { $version } heeft ook al toestemming, vanaf { $date }. Deze versie komt ervoor in de plaats: versie { $version } is dan nooit te zien.
word-removed-item = een onderdeel dat niet meer in het plan staat
powers-last-day = Een wijziging gaat pas morgen in, en dan bent u geen wethouder meer. Uw opvolger kan dit instellen.
choose-full = Op dit apparaat zijn alle { $most } plekken voor gemeenten in gebruik. Er is niets veranderd. Hebt u een plek niet meer nodig, vraag dan uw beheerder de map ervan te verplaatsen, of Deelbaar voor u in een andere map te laten beginnen.
inbox-who-decided = Wie heeft besloten?
inbox-who-decided-text = U legt een besluit van { $body } vast. Het staat in het logboek als hun besluit, met nummer en datum.
inbox-external-needed = Nodig: het staat bij het besluit dat u vastlegt.
clock-confirm = De datum klopt…
clock-ask = Is het vandaag { $date }?
clock-ask-text = Kijk op een kalender of telefoon, niet op dit apparaat. Zegt u ja, dan wordt meteen gedeeld en gewist wat op deze datum wachtte. Dat is niet terug te draaien. Klopt de datum niet, zet dan eerst de klok goed.
clock-ask-yes = Ja, het is vandaag { $date }
done-date-confirmed = U hebt bevestigd dat het vandaag { $date } is. Wat daarop wachtte, gaat nu verder.
cli-other-date = Dit apparaat denkt dat het { $today } is, en niet { $given }. Zet de klok goed, of geef de datum van vandaag.
cli-date-nothing = Er wacht niets op de datum van dit apparaat.
damaged-title = De gegevens op dit apparaat zijn beschadigd
damaged-does = Er is nog niets gewijzigd. Herstellen schrijft een nieuw bestand met alles wat nog leesbaar is en klopt, en bewaart het beschadigde bestand ernaast, behalve als er nog in kan staan wat teruggenomen is.
damaged-new-device = Wat hier verloren is en collega’s of de regio hebben, komt daarna vanzelf terug. Is misschien het laatste verloren dat u schreef, dan wordt dit een nieuw apparaat van dezelfde persoon.
damaged-room = Het kan enkele minuten duren, en op de schijf moet plaats zijn voor een tweede bestand en een kopie van het eerste.
damaged-repair = Herstellen
damaged-busy = Bezig met herstellen… Houd Deelbaar open.
repaired-title = De gegevens zijn hersteld
repaired-open = Deelbaar openen
repaired-enrolled = Dit is een nieuw apparaat, toegelaten met de sleutel van de gemeente. Laat het de anderen kennen: bij Instellingen staat hoe.
repaired-not-enrolled = Dit is een nieuw apparaat. Een collega moet het opnieuw toelaten: vraag om een code. Deelbaar vraagt er zo naar.
repaired-old-device = Het oude apparaat komt niet terug. Wissel eerst uit met de anderen en verwijder het dan bij Deelnemers.
mark-region-later-seen = Versie { $now } is te zien · regio: versie { $version } vanaf { $from }
mark-public-later-seen = Versie { $now } is te zien · openbaar vanaf { $from }
inbox-done-consents = { $count } toestemmingen gegeven en ondertekend: { $titles }.
first-done-several = Er zijn { $count } antwoorden ondertekend.
overview-nothing-more = Verder vraagt nu niets aandacht.
powers-mandate-asks-nobody = Er is geen andere beleidsadviseur van wie dit mandaat iets dekt.
powers-never-began = { $who } ondertekende dat vanaf { $day } { $body } besluit over { $kind ->
        [conversation] gesprekken
       *[other] activiteiten
    }. Op die dag was { $who } geen wethouder meer: dat is niet ingegaan. Wie nu wethouder is, kan het opnieuw instellen.
part-awaits-enrolment = U bent met een code toegelaten, maar dat is hier nog niet aangekomen. Tot dan gaat er niets van { $name } naar of van dit apparaat; wat u typt blijft hier bewaard. Bel wie u de code gaf. Weet diegene van niets, dan had iemand anders de code vervangen: vraag een nieuwe, en kies bij Instellingen “Andere gemeente” om daarmee opnieuw te beginnen.
