# Deelbaar in Dutch. This file is the one that the compiler checks ids against;
# every id here must exist in ../en/deelbaar.ftl with the same arguments (a test checks that).
# Write plain Dutch: short sentences, no jargon, "u" to the user.

## Words of the kit
kit-cancel = Annuleren
kit-close = Sluiten
kit-clear-search = Zoekveld leegmaken
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
kit-nav-count = { $name }, { $count ->
    [one] 1 open
   *[other] { $count } open
}

## Who can see it
mark-private = Alleen { $municipality }
mark-region-version = Regio · versie { $version }
mark-region-changed = Regio · gewijzigd
mark-public = Openbaar
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
