# Deelbaar in English. Same ids and arguments as ../nl/deelbaar.ftl.

## Words of the kit
kit-cancel = Cancel
kit-close = Close
kit-clear-search = Clear the search field
kit-full = The field is full: at most { $most } characters. What you type or paste now is not added.
kit-too-long = Too long: at most { $most } characters, and these are { $count }. Make it shorter.
kit-required = required
kit-invalid = Not right: { $reason }
kit-added = added: { $text }
kit-removed = removed: { $text }
kit-row-cell = { $column }: { $value }
kit-progress = { $what }, { $percent }% done
kit-link = { $text } (opens { $host })
kit-image = [image: { $text }]
kit-notice-info = Information: { $text }
kit-notice-success = Done: { $text }
kit-notice-warning = Please note: { $text }
kit-notice-error = Error: { $text }
kit-marked = [marked: { $part }]
save-title = Keep as a file: { $what }
save-form = In which form
save-place = Where, and under which name
save-place-hint = You may change this. A ~ at the beginning is your own folder.
save-place-missing = Fill in where the file should go.
save-goes-to = Goes to: { $path }
save-button = Keep
save-busy = Keeping…
save-secret = This file is a key. Whoever has it can let anybody in. Do not keep it on a shared disk or in a mailbox. Print it, and delete the file afterwards.
save-secret-button = Keep the key all the same
save-exists = There is a file with that name already. Choose another name, or replace it.
save-replace = Replace the existing file
done-saved = Kept in { $path }.
kit-nav-count = { $name }, { $count ->
    [one] 1 open
   *[other] { $count } open
}

## Who can see it
mark-private = Only { $municipality }
mark-region-version = Region · version { $version }
mark-region-changed = Region · changed
mark-region-later = Region · version { $version } from { $from }
mark-public = Public
mark-public-changed = Public · changed
mark-public-later = Public · from { $from }
mark-awaiting-consent = Awaiting consent
mark-withdrawn = Withdrawn
mark-label = Visible to: { $mark }

## Dates and times
date-short = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
} { $year }
date-day-month = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
date-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
date-long = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
} { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
date-pattern = dd-mm-yyyy
date-invalid = Write the date as day-month-year, for example 09-04-2026.
date-no-such-day = This date does not exist. Check the day and the month.
date-period = { $from } – { $until }
date-and-time = { $date }, { $time }
time-just-now = just now
time-minutes-ago = { $count ->
    [one] 1 minute ago
   *[other] { $count } minutes ago
}
time-hours-ago = { $count ->
    [one] 1 hour ago
   *[other] { $count } hours ago
}
time-today = today
time-yesterday = yesterday
time-tomorrow = tomorrow
time-days-ago = { $count ->
    [one] 1 day ago
   *[other] { $count } days ago
}
time-weeks-ago = { $count ->
    [one] 1 week ago
   *[other] { $count } weeks ago
}
time-months-ago = { $count ->
    [one] 1 month ago
   *[other] { $count } months ago
}
time-years-ago = { $count ->
    [one] 1 year ago
   *[other] { $count } years ago
}
time-in-minutes = { $count ->
    [one] in 1 minute
   *[other] in { $count } minutes
}
time-in-hours = { $count ->
    [one] in 1 hour
   *[other] in { $count } hours
}
time-in-days = { $count ->
    [one] in 1 day
   *[other] in { $count } days
}
time-in-weeks = { $count ->
    [one] in 1 week
   *[other] in { $count } weeks
}
time-in-months = { $count ->
    [one] in 1 month
   *[other] in { $count } months
}
time-in-years = { $count ->
    [one] in 1 year
   *[other] in { $count } years
}

## Money
money-invalid = Write the amount in euros, for example 650 or 1,234.56.

## Words of the domain (app/src/words.rs)
word-invited-municipality = Municipality of { $name }
word-term-since = from { $from }
word-term = from { $from } until { $until } inclusive
word-open-invitation = { $tries ->
    [0] { $whom }, until { $until }
    [one] { $whom }, until { $until }; tried once
   *[other] { $whom }, until { $until }; tried { $tries } times
}
word-code-typo = One letter or digit is wrong, in group { $group } (counted after DEELBAAR). Check that group.
word-second-device = Second device of { $name } ({ $role })
word-second-device-nobody = Second device of somebody who takes part no more
word-role = { $role ->
    [policy-officer] Policy officer
    [alderman] Alderman
    [adviser] Adviser
    [regional-lead] Regional lead
    [reader] Reader
   *[keeper] Keeper
}
term-begins = Your role as { $role } begins on { $day }. Until then you cannot change anything here, and this device does not exchange anything yet.
term-ended = Your role as { $role } ended on { $day }. You can read what is on this device. Nothing can be changed any more, and this device receives nothing new. Not right? Ask whoever lets colleagues in at your municipality for a new term.
part-until = { $name } takes part in { $region } through { $day }. After that nothing comes in from the region and nothing goes there. That is for good. Your own plan stays here; what you shared can be taken back after that too, with a file.
part-ended = { $name } is not admitted to { $region } any more since { $day }: that was the last day.
part-elsewhere = { $name } takes part in { $region } anew since { $day }, with other keys. So the admission of this device does not hold any more. If you still belong to this municipality, ask a colleague who began anew for a code.
part-refused = Devices of other municipalities do not let this device in any more; that first showed on { $since }. Probably the admission of { $name }, or of this device, does not hold any more. Call whoever leads the region or whoever invited you.
part-refused-colleagues = Devices of colleagues do not let this device in any more; that first showed on { $since }. Probably it was removed, or your role ended. What is on this device stays, and you can read it; nothing comes in from colleagues or from the region any more, and what you change here does not reach them. Is that wrong? Ask whoever lets in colleagues at your municipality for a new code.
part-kept = Your own plan stays on this device and you can go on reading it; nothing comes in from the region any more and nothing goes there. What was shared before the others still have; taking it back can be done with a file.
word-kind = { $kind ->
    [section] Section of the plan
    [activity] Activity
    [conversation] Conversation
   *[inventory] Inventory
}
word-kinds = { $kind ->
    [section] Sections of the plan
    [activity] Activities
    [conversation] Conversations
   *[inventory] Inventory
}
word-field = { $field ->
    [title] Title
    [number] Number
    [theme] Theme
    [from] From
    [until] Until
    [period] Period in words
    [place] Place
    [audience] For whom
    [partners] Partners
    [costs] Costs
    [hours] Hours
    [contact] Contact person
    [body] Description
    [body-activity] Explanation
    [body-inventory] What is going on
    [next-step] Next step
    [risks] Risks
    [outcome] Outcome
    [lessons] Lessons
    [tags] Labels
    [language] Language
    [summary-nl] Dutch summary
    [summary-en] English summary
    [press-release] Press release
    [source] Source
   *[stage] Stage
}
word-phase = { $phase ->
    [idea] Idea
    [draft] Draft
    [dropped] Dropped
    [submitted] With the alderman
    [agreed] Agreed
    [held] On hold
    [sent-back] Sent back
    [refused] Refused
    [running] Running
   *[finished] Finished
}
word-outcome = { $outcome ->
    [agreed] Agreed
    [held] On hold
    [sent-back] Sent back
   *[refused] Refused
}
word-event = { $event ->
    [submitted] Put to the alderman
    [recalled] Taken back
    [agreed] Agreed by the alderman
    [held] Put on hold by the alderman
    [sent-back] Sent back by the alderman
    [refused] Refused by the alderman
    [started] Started
    [finished] Finished
    [asked-region] Consent asked: share with the region
    [asked-public] Consent asked: make public
    [consent-confirmed] Consent confirmed by the successor
    [consent-refused] Consent refused
    [consent-returned] Returned with a remark
    [consent-recalled] Request for consent taken back
   *[withdrawn] Sharing withdrawn
}
word-event-consent = Consent given for version { $version }
word-audience = { $audience ->
    [region] The region
   *[public] Everyone (public)
}
word-step = { $step ->
    [added] adding “{ $title }”
    [changed] changing “{ $title }”
    [removed] deleting “{ $title }”
   *[commented] comment on “{ $title }”
}
word-step-imported = { $count ->
    [one] importing 1 section from “{ $name }”
   *[other] importing { $count } sections from “{ $name }”
}
word-who = { $name } ({ $role })
word-who-unknown = unknown
word-alderman = the alderman
word-alderman-named = alderman { $names }
word-io-missing = it does not exist
word-io-exists = there is a file already
word-io-denied = you have no rights on it
word-io-folder = it is a folder, not a file
word-io-no-folder = a part of the path is no folder
word-io-name = the name is too long or not possible
word-io-no-text = it is not text (UTF-8)
word-io-large = it is too large
word-io-full = the disk is full
word-io-read-only = nothing may be written on that disk
word-io-code = the system reports error { $code }
word-io-other = the system reports an error
word-no-theme = no theme

## Errors in words (app/src/explain.rs): what happened, that nothing was lost, what to do
explain-nothing-hint = There is nothing that you need to do.
explain-restart-hint = Close Deelbaar and open it again. If this keeps happening, ask your administrator for help.
explain-no-item = This item is no longer there. A colleague may have deleted it. Nothing was changed.
explain-no-item-hint = Look in the list, or undo the deletion with Ctrl Z.
explain-no-request = No request about this is open: it was answered or taken back, or never made. Nothing was changed.
explain-no-request-hint = See “To decide” for what is still open.
explain-nothing-to-undo = There is nothing to undo.
explain-undo-stopped = Undo goes no further back than what is on record: “{ $what }” was recorded on “{ $title }” since ({ $who }, { $when }).
explain-undo-goes-on = Nothing was changed. Undo once more goes on with older work on other items.
explain-redo-stopped = This cannot be done again: “{ $what }” was recorded since on “{ $title }” ({ $who }, { $when }).
explain-redo-goes-on = Nothing was changed. Redo once more goes on with work on other items.
explain-redo-stopped-hint = Nothing was changed. Change the item itself if that is needed; that is a new change then.
explain-undo-stopped-hint = Nothing was changed. Change the item itself if need be; that is then a new change.
explain-changed-since = Somebody else changed “{ $title }” since. That is not undone; nothing was changed.
explain-changed-since-hint = Change the item itself if need be. The next time, your step before this one is undone.
explain-nothing-to-redo = There is nothing to redo.
explain-not-now = This is not possible at the step where the item is now. Nothing was changed.
explain-not-now-hint = The item says what the next step is.
explain-no-remark = Refusing or sending back needs a remark: whoever asked must know why. Nothing was signed.
explain-no-remark-hint = Add a remark (--note).
explain-still-shared = This is shared, so it cannot be removed. Nothing was changed.
explain-still-shared-hint = First take it back: the alderman does that, at the item or under Consents. Then it can go.
explain-still-asked = A decision or consent is asked for this, so it cannot be removed. Nothing was changed.
explain-still-asked-hint = First take back the request for a decision or consent, or wait for the alderman's answer.
explain-consent-elsewhere = The region shares this, but the consent for it is not in your municipality's records. Nothing was changed.
explain-consent-elsewhere-hint = Ask for consent again, or let the alderman withdraw it. Both are possible.
explain-long-title = The title is too long: at most { $most } characters. Nothing was changed.
explain-long-title-hint = Make the title shorter and put the rest in the text.
import-shortened = { $count ->
    [one] One title has more than { $most } characters and was cut; all of it stands first in the text: { $titles }.
   *[other] { $count } titles have more than { $most } characters and were cut; all of each stands first in its text. Among them: { $titles }.
}
explain-empty = Nothing has been filled in yet. Nothing was changed.
explain-empty-hint = Fill in the field and try again.
explain-unknown-municipality = There is no municipality with this code. Nothing was changed.
explain-unknown-municipality-hint = A code starts with GM and has four digits, such as GM0327.
explain-takes-part = This municipality takes part already. Nothing was changed.
explain-takes-part-hint = Invite a colleague within that municipality if somebody should join. If it lost its keys, let it begin anew.
explain-not-admitted = This municipality does not take part, so it cannot begin anew. Nothing was changed.
explain-not-admitted-hint = Just invite it.
explain-no-applicant = Nobody asks to join from that device any more. Nothing was changed.
explain-no-applicant-hint = Ask your colleague to try again.
explain-last-day-past = That last day lies too far back. Nothing was changed.
explain-last-day-past-hint = Choose yesterday, today or a later day. What was shared meanwhile would otherwise vanish without anybody having withdrawn it.
explain-was-dismissed = This municipality was removed from the region. That is for good. Nothing was changed.
explain-was-dismissed-hint = Talk to whoever began the region.
explain-no-member = It is not known that anybody takes part with that device now. Nothing was changed.
explain-no-member-hint = Choose somebody who takes part today.
explain-left = Whose device this would be takes part no more. It was not let in, and nothing was changed.
explain-left-hint = Answer no. If this person takes part again after all, invite them anew.
explain-no-invitation = This invitation is not open any more. Nothing was changed.
explain-no-invitation-hint = See under “Participants” who is new.
explain-offline = This device is not connected to others now. Everything is safe on this device.
explain-offline-hint = You can keep working. Deelbaar tries again by itself.
explain-no-sections = No text was found in this file. Nothing was changed.
explain-no-sections-hint = Open the file to see whether it holds text, and try again.
explain-stopped = Deelbaar has stopped working in the background. What was kept before is safe on this device.
explain-import-empty = This file is empty. Nothing was changed.
explain-import-large = This file is too large: at most { $limit } MB fit at once. Nothing was changed.
explain-import-large-hint = Split the file and import the parts one after the other.
explain-import-pdf = This is a PDF. Deelbaar cannot import it. Nothing was changed.
explain-import-pdf-hint = Open the PDF, save its text as .txt, and import that file.
explain-import-word = This is a word processor file. Deelbaar cannot import it. Nothing was changed.
explain-import-word-hint = In your word processor choose “Save as” and then “Plain text (.txt)”, and import that file.
explain-import-archive = This is a ZIP file or a spreadsheet, not a text. Nothing was changed.
explain-import-binary = This is not a text file. Nothing was changed.
explain-import-other-hint = Choose a text file (.txt or .md).
explain-act-unknown = The request that this belongs to is not there (any more). Nothing was changed.
explain-act-unknown-hint = Wait until this device is up to date and try again.
explain-own-request = You asked for this yourself, so you cannot decide on it. Nothing was changed.
explain-own-request-hint = The alderman decides on this. If that is you, let a colleague ask again.
explain-content-changed = The content changed since it was put forward. Nothing was decided.
explain-content-changed-hint = Put the item forward again; the decision will then be about the new content.
explain-no-decision = The alderman has not agreed to this yet. Nothing was changed.
explain-no-decision-hint = Put the item to the alderman first.
explain-not-for-decision = Items of this kind are not decided on. Nothing was changed.
explain-not-for-decision-hint = Only activities and conversations go to the alderman.
explain-not-carried-out = Outcome and lessons are recorded only when the activity or conversation is running or finished. Nothing was changed.
explain-not-carried-out-hint = Submit it for a decision first, and start it after the agreement.
explain-done = This was done already. Nothing was changed.
explain-done-hint = You need not do anything. The item shows where it stands now.
explain-nothing-shared = Nothing of this is shared. Nothing was changed.
explain-consent-content = The content is not exactly what was approved. Nothing was shared.
explain-consent-content-hint = Ask consent again for the content as it is now.
explain-consent-unsound = This consent is not sound and does not count. Nothing was shared.
explain-consent-unsound-hint = Ask consent again.
explain-role = Your role may not do this. Nothing was changed.
explain-role-hint = Ask a colleague with the right role.
explain-revoked = This device no longer takes part. What is on it is not gone.
explain-revoked-hint = This device stays removed. If you still take part, ask whoever lets colleagues in at your municipality for a new code, and begin with an empty folder.
explain-replaced = This device was let in with a key of the municipality that was replaced since. It no longer takes part. What is on it is not gone.
explain-replaced-hint = Ask a colleague to let this device in again.
explain-not-enrolled = This device was not let in yet. Nothing was changed.
explain-not-enrolled-hint = Ask a colleague to let this device in.
explain-own-term-over = Your own role does not hold today. Devices of colleagues therefore do not listen to this device: nobody would hear of somebody whom you let in here. Nothing was changed.
explain-own-term-over-hint = Let a policy officer with the municipality’s key do this. Is there none? Put the key back on the alderman’s device with the recovery words (Settings, Recovery words), and let a policy officer in there, together with whoever keeps the second key.
explain-other-municipality = This belongs to another municipality. Nothing was changed.
explain-outside-term = You did not hold this role on { $date }. Nothing was changed.
explain-outside-term-hint = Ask whoever lets colleagues in at your municipality to change the term of your role (Participants).
explain-not-taking-part = Your municipality did not take part in the region on { $date }. Nothing was changed.
explain-not-taking-part-hint = Ask whoever has the key of the region about it. Your own plan stays on this device.
explain-relay-many = A region can have at most four relays. Nothing was changed.
explain-relay-address = This is not the address of a relay. Nothing was changed.
explain-relay-token = The relay's access token cannot be used like this. Nothing was changed.
explain-relay-open = An access token must not travel over an unencrypted connection. Nothing was changed.
explain-relay-hint = Ask the relay's administrator for the address; it begins with https:// and has no spaces.
explain-wrong-key = This device does not hold the key that this needs. Nothing was changed.
explain-wrong-key-hint = Do this on the device on which your municipality or the region began.
explain-exists = This item is there already. Nothing was changed.
explain-empty-title = An item needs a title. The old title stays.
explain-empty-title-hint = Fill in a title.
explain-wrong-field = { $kind }: the field “{ $field }” does not fit here. Nothing was changed.
explain-wrong-field-hint = Choose another field.
explain-part-of-itself = An item cannot be part of itself. Nothing was changed.
explain-part-of-itself-hint = Choose another place.
explain-too-many-files = An item has room for at most { $count } files. Nothing was changed.
explain-too-many-files-hint = Remove one first, or put files together.
explain-file-large = This file is larger than { $limit } MB. Nothing was added.
explain-file-large-hint = Make it smaller, or split it up.
explain-file-empty = This file is empty. Nothing was added.
explain-file-none = There is no file in that place. Nothing was added.
explain-file-folder = That is a folder, or something else that is no file. Nothing was added.
explain-file-other-hint = Choose another file.
explain-file-unreadable = This file cannot be read. Nothing was added.
explain-file-unreadable-hint = See whether you may open the file, and whether the disk or network can be reached. Then try again.
explain-files-full = The files of your municipality together are larger than { $limit } GB. Nothing was added.
explain-files-full-hint = Remove files that are not needed any more.
explain-file-away = The content of this file is not on this device yet.
explain-file-away-hint = It comes by itself as soon as a device that has it can be reached.
explain-file-name = This file cannot be added. Nothing was changed.
explain-file-name-hint = Give it an ordinary name and a description of at most 500 characters, and try again.
explain-other-files = The newer version holds a file that was not consented to. Nothing was shared.
explain-other-files-hint = Ask consent again, with this file.
explain-too-large = This is too large to keep at once. What was kept before is still there.
explain-too-large-hint = Spread the text over more items.
explain-document = The plan could not be changed. What was kept before is safe on this device.
explain-interrupted = Setting up this device was interrupted. There was nothing to lose yet.
explain-interrupted-hint = Start again in an empty folder.
explain-no-key = This device does not hold the key that this needs. Nothing was changed.
explain-no-key-hint = Do this on the device on which your municipality or the region began.
explain-unreadable = Something on this device cannot be read. The rest is still there.
explain-unreadable-hint = Open Deelbaar again. Colleagues can often send again what is missing.
explain-no-randomness = The computer could not make a safe key. Nothing was changed.
explain-refused = This change is not sound and was not kept. What was kept before is still there.
explain-sound = There is nothing to repair: this device reads everything that is kept on it.
explain-sound-hint = Nothing was changed. What other municipalities shared and is missing here is fetched by itself when another device is connected.
explain-irreparable = Repairing did not work: too little of the file can be read. Nothing was changed.
explain-irreparable-hint = Keep the folder as it is. Put a backup back, or have yourself let in again as a new device: then everything that colleagues and the region have comes back.
explain-damaged-record = One record on this device is damaged. The rest is still there.
explain-damaged-record-hint = What municipalities shared is fetched again by itself as soon as another device is connected. If you keep seeing this, close Deelbaar and let your administrator repair the data on this device.
explain-damaged-at-hint = Change nothing in the folder. Ask your administrator to repair the data on this device: everything that can still be read is kept, and what colleagues have comes back by itself.
explain-damaged-setting = A setting of this device is damaged. Your plan is still there.
explain-damaged-store = The file on this device is damaged. Deelbaar changes nothing in it any more.
explain-damaged-store-hint = Close Deelbaar and ask your administrator to repair the data on this device: everything that can still be read is kept, and the damaged file beside it. If that does not help, restore a backup, or be let in again as a new device: then everything that colleagues have comes back.
explain-must-reopen = After a disk error it is not certain what was kept. Deelbaar writes nothing more.
explain-must-go = Something that was withdrawn lies on this device still and has to be removed before Deelbaar opens, and the disk takes no changes. Nothing was lost.
explain-must-go-full-hint = Make room on the disk, at least as much as the data take, and open Deelbaar again.
explain-must-go-denied-hint = Ask your administrator to allow writing to the folder with the data, and open Deelbaar again.
explain-disk-full = The disk is full. Your last change was not kept yet; everything before it was.
explain-disk-full-hint = Make room on the disk and then change something; Deelbaar will keep it again.
explain-disk-read-only = This disk does not allow writing. Your last change was not kept yet; everything before it was.
explain-disk-read-only-hint = Ask your administrator to allow writing to this disk.
explain-disk-denied = Deelbaar may not use its own files. Your last change was not kept yet; everything before it was.
explain-disk-denied-hint = Ask your administrator for access to the folder. Settings shows where it is.
explain-disk = The disk reports an error. Your last change may not have been kept yet; everything before it was.
explain-disk-hint = Check the disk. Then change something; Deelbaar will keep it again.
explain-file-exists = There is a file with that name already. The file was not made; what was there is still there.
explain-file-exists-hint = Choose another name.
explain-file-no-folder = There is no such folder. The file was not made.
explain-file-no-folder-hint = See whether the folder is typed correctly, or choose another one.
explain-file-no-name = This is not the name of a file, but of a folder. The file was not made.
explain-file-no-name-hint = Put a name for the file after the folder.
explain-file-full = The disk is full. The file was not made; what was there is still there.
explain-file-full-hint = Make room, or choose another disk.
explain-file-denied = You may not write in that folder. The file was not made; what was there is still there.
explain-file-denied-hint = Choose another folder, or ask your administrator for access.
explain-file-disk = The disk reports an error. The file was not made.
explain-file-disk-hint = See whether the disk is connected, or choose another folder.
explain-folder = The folder with the data cannot be used: { $reason }. Nothing was changed.
explain-folder-hint = See whether the folder is typed correctly, or choose another one.
explain-folder-denied = You may not read or write in the folder with the data. Nothing was changed.
explain-folder-denied-hint = Choose another folder, or ask your administrator for access.
explain-folder-full = The disk is full. Nothing was changed.
explain-not-found = There is nothing of Deelbaar in this folder yet.
explain-not-found-hint = Choose another folder, or start afresh here.
explain-already-exists = There is a plan in this folder already. Nothing was changed.
explain-already-exists-hint = Open that plan, or choose an empty folder.
explain-in-use = Deelbaar is open with this data already. Nothing was changed.
explain-in-use-hint = Go to the window that is open, or close it first. If Deelbaar runs here without a window, as a node, stop that.
holder-other-version = Deelbaar is open with this data already, in another version. Nothing was changed.
holder-other-version-hint = Restart the window or node, so that both are the same version.
holder-other-user = Deelbaar is open with this data already, for another user. Nothing was changed.
holder-other-user-hint = Give the command as the user that the node runs as.
holder-busy = The window or node carries out as many commands as it can. This one did not begin.
holder-busy-hint = Try again in a moment.
holder-silent = The window or node that has this data open does not answer any more. What it had kept stays kept.
holder-silent-hint = See with deelbaar status what was done. If it does not answer then, restart the window or node.
holder-listens = The command uses the connection of the program that runs already; --listen does not count.
explain-key-missing = The key of this data is missing or does not fit. The data itself is still there.
explain-key-missing-hint = Put a copy of the key file back. Your administrator knows where it is.
explain-store-missing = The data is missing; only the key is there.
explain-backup-hint = Restore a backup.
explain-newer = This data was made with a newer Deelbaar. Nothing was changed.
explain-newer-hint = Update Deelbaar and open it again.

## One item: detail, form and actions (app/src/ui/screens/item)
item-detail = Details of { $title }
item-when = When
item-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
item-hours-invalid = Write whole hours, for example 12.
item-negative = An amount cannot be less than zero.
item-title-needed = An item needs a title. The old title stays until you fill one in.
item-never-shared = Always stays within your municipality.
item-conflict = At the same time somebody else filled in: “{ $other }”.
item-form-edit = Edit fields
item-form-done = Done editing
item-preview = See how it will look
item-edit-text = Edit text
item-no-text = No text yet.
item-markdown-hint = Kept by itself. A # makes a heading, a - a list, and ** bold.
item-not-kept = This text has not been kept yet. It stays here.
item-keep-again = Try again
item-long-text = This text is very long. Split it over more items; then you can also share them one by one.
item-standing-since = { $phase } · { $ago }
item-contradiction = This was started while another decision was taken elsewhere. Talk to the alderman.
item-changed-since-decision = The content changed after it was put forward. The decision is not about this text.
item-alderman-says = The alderman writes: { $note }
item-consent-says = The alderman writes with the consent to share: { $note }
item-consent-returned = The request to share was returned: { $note }
item-consent-refused = The alderman does not want to share this: { $note }
item-submit = Put to the alderman
item-start = Start
item-finish = Finish
item-recall-consent = Take back the request for consent
item-recall = Take back
item-ask-consent = Ask consent
item-withdraw = Withdraw sharing
item-up = Move up
item-down = Move down
item-remove = Delete
item-remove-shared = This is shared. First let the alderman take it back; then it can go.
item-remove-asked = A decision or consent is asked for this. First take the request back, or wait for the answer.
item-withdraw-title = Withdraw the sharing of “{ $title }”?
item-withdraw-text = Every municipality deletes its copy as soon as its device hears of this. You see who confirms it. Whoever kept or printed a copy keeps that. You can share a new version later, with a new consent.
item-withdraw-no = Keep sharing
item-withdraw-yes = Withdraw
item-why-dropped = Dropped. Change the stage to go on with this.
item-why-submitted = Waits for the alderman. It may start once they agree.
item-why-submitted-changed = Changed after it was put forward. Put it forward again, so that the alderman decides on this text.
item-why-changed = Changed after the decision. Put it forward again before you go on.
item-why-agreed = The alderman agreed. It may start.
item-why-undecided = May only start after a decision of the alderman.
item-why-held = On hold. You can put it forward again later.
item-why-sent-back = Sent back. Change what the alderman asks for and put it forward again.
item-why-refused = Refused. You can put it forward again, for example after a change.
item-why-officer-only = A policy officer puts forward, starts and finishes.
item-why-asked = Consent to share this was asked. The alderman has not answered yet.
item-asked-by = Consent was asked by { $who } on { $when }.
item-asked-waits = It waits for { $who }. If it must be different, a policy officer can take the request back.
item-asked-earlier = It was changed since: ask again to share what stands here now.
item-comments = Comments
item-comments-private = Only for colleagues in { $municipality }. Never shared.
item-comment-by = { $who }, { $when }
item-comment-new = New comment
item-comment-add = Add comment
item-comment-first = Write a comment first.
item-event = { $what } — { $who }
item-event-note = { $what } — { $who }: “{ $note }”
item-history = What happened
item-now = now
item-waits-decision = Waits for a decision
item-waits-consent = Waits for consent
item-purges = Deleted at other municipalities
item-purge-confirmed = deletion confirmed
item-purge-unknown = not heard from yet
consent-ask-title = Ask consent: { $title }
consent-ask-text = The alderman sees exactly the text as it is now. Nothing is shared before they consent.
consent-for-whom = For whom?
consent-region = Municipalities in { $region }
consent-which = What may go?
consent-title-goes = The title always goes. Comments, risks and labels never go.
consent-stays = stays in { $municipality }
consent-note = Remark for the alderman
consent-note-hint = Stays within your municipality.
consent-ask = Ask the alderman
add-new = { $kind ->
    [section] New section
    [activity] New activity
    [conversation] New conversation
   *[inventory] New topic
}
add-hint = Only { $municipality } sees this, until the alderman consents to share it.
add-below = As part of “{ $title }”
add-add = Add
add-title-first = Fill in a title first.

## a section in words
section-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}

## Te besluiten
inbox-title = To decide
inbox-list = Requests
inbox-count = { $count ->
    [one] 1 request
   *[other] { $count } requests
}
inbox-empty = Nothing waits for an answer
inbox-empty-text = When a policy officer puts an activity forward, or asks consent to share something, it shows here.
inbox-back = Back to the list
inbox-kicker-consent = Consent to share
inbox-kicker-activity = Decision on an activity
inbox-kicker-conversation = Decision on a conversation
inbox-note-changed = changed after it was put forward
inbox-note-since = put forward on { $date }
inbox-note-waits = { $note } · waits for the alderman
inbox-count-waits = { $count } · waiting for { $who }
inbox-note-consent = { $audience } · { $state }
inbox-for-region = with the region
inbox-for-public = public
inbox-state-new = new
inbox-state-changed = changed since version { $version }
inbox-read-only = You are reading along. Only the alderman of { $municipality } can answer this.
inbox-own-request = You asked for this yourself. Whoever asks cannot answer. The alderman decides on this. If that is you, let a colleague ask again.
inbox-no-mandate = You are reading along. Only the alderman of { $municipality }, or whoever has a mandate for it, can decide on this.
inbox-mandate-next = Ask the alderman to decide, or to give a new mandate.
inbox-busy = Your answer to “{ $title }” is being recorded.
inbox-waits = Your answer to “{ $title }” waits for the passphrase. Nothing is recorded yet.
inbox-waits-several = Your { $count } answers wait for the passphrase. Nothing is recorded yet.
inbox-not-done = Your answer to “{ $title }” was not recorded. Nothing was lost: the request is in the list again.
inbox-done-consent = Consent given and signed: “{ $title }”.
inbox-done-returned = Returned with your remark: “{ $title }”.
inbox-done-declined = Not shared: “{ $title }”.
inbox-done-agreed = Agreed: “{ $title }”.
inbox-done-held = Held: “{ $title }”.
inbox-done-refused = Refused: “{ $title }”.
inbox-content = Content of the request
inbox-item-gone = This is no longer in the plan. You need not do anything.
inbox-asks-decision = { $kind ->
    [conversation] { $who } asks for a decision on this conversation. Without agreement it is not held.
   *[other] { $who } asks for a decision on this activity. Without agreement it is not carried out.
}
inbox-changed = The content changed after this was put forward. What you read below is not what was put forward.
inbox-changed-next = You cannot decide on this now. The policy officer must put the new content forward first.
inbox-put-forward = What was put forward
inbox-only-title = Only the title was put forward; nothing else is filled in.
inbox-remark-of = Remark of { $who }
inbox-costs = costs
inbox-no-costs = No costs were filled in.
inbox-comments = Remarks of colleagues
inbox-comment-by = { $who }, { $date }
inbox-agree = Agree
inbox-hold = Hold
inbox-send-back = Send back
inbox-refuse = Refuse
inbox-agree-activity = After you agree, the activity may begin. You agree with exactly this content.
inbox-agree-conversation = After you agree, the conversation may be held. You agree with exactly this content.
inbox-note-label = Condition or remark
inbox-note-hint = Stays in { $municipality }. Write a condition to your agreement or consent here. Needed when you send something back or refuse it.
inbox-note-missing = Say briefly why, so that your colleague knows what to do.
inbox-asks-region = { $who } asks consent to share this version with the region.
inbox-asks-public = { $who } asks consent to make this version public.
inbox-changes = What changes
inbox-all-new = This was never shared before. Everything in the preview is new to its readers.
inbox-no-changes = Nothing changes in what is shared already.
inbox-fields = What may go along?
inbox-fields-hint = The title always goes along. What you untick does not.
inbox-stays = stays in { $municipality }
inbox-left-out = This is not in the request. If it should go too, return the request with a remark.
inbox-when = From when?
inbox-when-now = At once
inbox-when-later = From a date
inbox-date-label = Date
inbox-date-hint = day-month-year, for example 09-04-2027
inbox-date-past = Choose a day after today, or choose “At once”.
inbox-from = Not visible before { $date }.
inbox-preview-region = This is what the region sees
inbox-preview-public = This is what everyone sees
inbox-preview-line = Municipality of { $municipality } · { $kind } · version { $version }
inbox-preview-fails = The preview cannot be made, so you cannot sign now. Nothing was shared.
inbox-readers = Visible to { $names }. Not public.
inbox-readers-nobody = No other municipality takes part yet. Whoever joins later will see this too. Not public.
inbox-readers-public = Public: everyone may read this, also outside the municipalities.
inbox-withdrawal = You can always withdraw. The other municipalities then delete the content and confirm it. Whoever kept a copy keeps it.
inbox-sign = Consent and sign
inbox-return = Return with a remark
inbox-decline = Do not share

## Toestemmingen
consents-title = Consents
consents-subtitle = What you share now and what was withdrawn.
consents-count = { $shared } shared, { $withdrawn } withdrawn
consents-empty = Nothing is shared yet
consents-empty-text = Everything stays in { $municipality } until the alderman consents to share something. You ask for consent at the item itself.
consents-note-shared = shared on { $date }
consents-note-withdrawn = withdrawn on { $date }
consents-note-held = not shown, still kept in the region
consents-held = Other municipalities are not shown this text, but it still lies on their disks. Every device deletes it as soon as the alderman takes it back.
consents-one-held = Version { $version }, of { $date }: not shown, still kept
consents-back = Back to the list
consents-readers = Who can see this
consents-readers-nobody = No other municipality takes part yet
consents-version = Version
consents-since = Shared on
consents-by = By
consents-changed = Changed since sharing
consents-yes-changed = Yes, the new text is not shared
consents-not-changed = No
consents-embargo = Not visible before
consents-withdrawn-on = Withdrawn on
consents-changed-text = { $seen ->
    [later] What will show is the version that was consented to.
    [public] Everybody still sees the shared version.
   *[region] The region still sees the shared version.
}
consents-changed-again = The new text needs consent again.
consents-changed-standing = The consent is standing: a policy officer can share the new text without asking again.
consents-removed = This is no longer in the plan of { $municipality }, and it is still shared. Withdraw it, or leave it.
consents-removed-withdrawn = This is no longer in the plan of { $municipality }.
consents-open = Open the item
consents-withdraw = Withdraw…
consents-only-alderman = Only the alderman of { $municipality } can withdraw.
consents-ask = Stop sharing “{ $title }”?
consents-ask-does = Every device in the region deletes the content as soon as it hears of this, and confirms it. You see here which municipality did. Only the fact that something was withdrawn remains visible.
consents-ask-cannot = What somebody already saved or printed stays with them. Deelbaar cannot take that back.
consents-ask-again = Everything stays with { $municipality }. You can share again later, with new consent.
consents-ask-removed = This is no longer in the plan of { $municipality }. Keep the text first, if you still need it.
consents-keep = Keep sharing
consents-withdraw-now = Withdraw
consents-busy = “{ $title }” is being withdrawn.
consents-purges = Deleted by the other municipalities
consents-purges-count = { $count ->
    [one] { $confirmed } of 1 municipality confirmed.
   *[other] { $confirmed } of { $count } municipalities confirmed.
}
consents-purged = Confirmed: deleted
consents-not-heard = Not heard from yet
consents-purges-note = A municipality confirms as soon as its devices are connected again.
consents-history = What happened
consents-step = { $what } · { $who }

## Regio-overzicht
region-title = Regional overview
region-subtitle = Where can municipalities in { $region } work together? Only what aldermen released is here.
region-only = As { $role } you see what municipalities share in the region. This device holds nothing of the plan of { $municipality }.
region-empty = Nothing shared yet
region-empty-text = As soon as an alderman consents, this shows which municipality shares what. Until then everything stays with the municipality itself.
region-empty-action = See who takes part
region-back = Back to the overview
region-matrix = Shared items by theme and municipality
region-theme = Theme
region-nothing = nothing shared
region-legend = Number: how many items are shared. { $count } or more municipalities: a chance to work together.
region-silent = Nothing shared yet about: { $themes }.
region-no-theme = Without a theme
region-theme-title = { $count ->
    [one] { $theme } · 1 municipality
   *[other] { $theme } · { $count } municipalities
}
region-chance = A chance to work together
region-quiet = Share nothing about this: { $names }.
region-more = { $count ->
    [one] 1 more in Shared items
   *[other] { $count } more in Shared items
}
region-news = New
region-news-chip = { $municipality } · version { $version } · { $when }
region-news-withdrawn = { $municipality } · { $when } · item withdrawn

## Gedeelde onderdelen
shared-title = Shared items
shared-empty = Nothing shared yet
shared-empty-text = As soon as an alderman in the region consents, you can read it here.
shared-back = Back to the list
shared-search = Search in shared items
shared-all = all
shared-municipality = Municipality
shared-theme = Theme
shared-kind = Kind
shared-new = { $name } · new
shared-count = { $count ->
    [one] 1 item
   *[other] { $count } items
}
shared-column-title = Item
shared-column-municipality = Municipality
shared-column-mark = Visible to
shared-withdrawn = Withdrawn item
shared-withdrawn-on = Withdrawn item, { $date }
shared-withdrawn-text = The municipality of { $municipality } withdrew this item. Date: { $date }. Its content was deleted from this device.
shared-date-unknown = unknown
shared-confirmed = Confirmed that the content was deleted
shared-confirmed-count = { $count ->
    [one] { $done } of 1 device
   *[other] { $done } of { $count } devices
}
shared-line = Municipality of { $municipality } · { $kind }
shared-consent = Consent: { $alderman }, alderman of { $municipality }, on { $date }.
shared-versions = Versions
shared-one-version = This is the first version.
shared-version = Version { $version }
shared-version-now = Version { $version }, this version
shared-compare = Compare this version with
shared-compare-none = do not compare
shared-same = These two versions are the same.

## Deelnemers
participants-title = Participants
participants-subtitle = Who takes part, and who received what.
participants-sync = Connect now
participants-municipalities = Municipalities in { $region }
participants-municipality = Municipality
participants-devices = Devices of { $name }
participants-device = Person
participants-part = State
participants-up-to-date = Confirmed to have everything
participants-seen = Last seen
participants-takes-part = Takes part
participants-takes-part-until = Takes part until { $day }
participants-stopped = No longer takes part
participants-own = This is you
participants-this-device = This device
participants-enrolled = Admitted
participants-enrolled-from = From { $day }
participants-enrolled-until = Let in until { $day }
participants-ended = Ended on { $day }
participants-revoked = Removed
participants-waiting = lacks at most { $count ->
        [one] { $count } change
       *[other] { $count } changes
    }
participants-never-confirmed = not confirmed yet
participants-connected = Connected now
participants-never-seen = not seen yet
participants-unmet = not known on this device
participants-unmet-seen = never directly yet
participants-through = This device met no other municipality itself yet: everything of the region comes and goes through the device of { $who }. Whether another municipality is up to date shows there.
participants-shunned = Device { $device } is no longer listened to: { $reason }
participants-forked = Device { $device } wrote two different things in one place, which no sound device does. Nothing new of it is taken in; what was there stays. Ask whoever works on it, and remove the device.
clock-ahead = Is the date of this device right?
clock-ahead-why = The clock is { $days } days ahead of everything that others recorded. If it is wrong, set it right. If it is right, things go on by themselves as soon as another device records something. Until then nothing is shared or deleted because the date says so; nothing was lost.
participants-unwiped = Something was deleted and shows nowhere any more, but this disk still holds it in encrypted form: it may be full. Make room; the rest follows by itself. Until then it is not confirmed as deleted.
participants-asks = { $name } wants to join
participants-asks-municipality = For the municipality of { $name }, with a code that you gave.
participants-asks-colleague = As { $role }, with a code that you gave.
participants-asks-device = A second device of { $name } ({ $role }), with a code that you gave. What is done with it is done in the name of { $name }.
participants-asks-device-nobody = A second device of somebody who takes part no more. It is not let in: answer no.
participants-asks-check = Call { $name } at a number that you already had. Four words are on their screen. Have them read aloud, and do not say them first.
participants-asks-same = Does the other read the same four words aloud?
participants-same-code = More than one device asks to join with the same code. At most one of them belongs to whom you invited. Compare the words with extra care, and answer the request of which the words match first: when you let one in or refuse one, the code works for nobody else any more.
words-name = Four words
participants-admit = Yes, let in
participants-refuse = No, refuse
participants-invite = Invite
participants-invite-text = You make a code that works once. Send it to whoever you invite. Whoever uses the code gets in only after you have heard the same four words and agree.
participants-no-colleagues = Colleagues are invited by a policy officer, on a device with the key of { $name }: usually the one with which your municipality began.
participants-officer = Invite a policy officer
participants-officer-text = This device holds the key of your municipality, but as { $role } you let in no colleagues and remove nobody: a policy officer does. When there is none left, you can invite one here. Whoever keeps the second key types the 24 words when letting them in.
participants-make-code-officer = Make a code for a policy officer
participants-no-municipalities = Municipalities can be invited only on the device that began the region.
participants-colleague = Invite a colleague
participants-role = Role
participants-role-choose = Choose a role
participants-role-missing = First choose in which role.
participants-role-text = { $role ->
    [policy-officer] Writes the plan, puts things forward and asks consent.
    [alderman] Decides and consents to sharing.
    [adviser] Helps to write the plan, puts nothing forward and does not decide.
    [regional-lead] Works for the region and reads what municipalities share.
    [reader] Reads along and changes nothing.
   *[keeper] A device that is always on and keeps what municipalities share.
}
participants-gets = Whoever takes part as { $role } gets the whole plan of { $municipality }, also what is not shared. Only of { $municipality }: nothing of other municipalities.
participants-gets-nothing = Whoever takes part as { $role } gets nothing of the plan of { $municipality }, only what municipalities share in the region.
participants-until = Until and including
participants-until-hint = May stay empty. Then there is no end date.
participants-until-past = Choose today or a later day.
participants-until-before = Choose the first day or a later one.
participants-from = From
participants-from-hint = May stay empty. Then it begins today.
participants-make-code = Make a code for a colleague
participants-second-device = A second device
participants-second-device-text = For somebody who takes part already and also wants to work on another device. Both devices count as the same person: who submits something on one cannot decide on it on the other.
participants-second-device-of = Whose
participants-whose-choose = Choose a person
participants-whose-missing = First choose whose device it is.
participants-make-code-device = Make a code for a second device
participants-new-municipality = Invite a municipality
participants-which-choose = Choose a municipality
participants-which-missing = First choose a municipality.
participants-other = Another municipality…
participants-which = Municipality
participants-code = Code of the municipality
participants-code-hint = The CBS code: GM and four digits, for example GM0307.
participants-code-error = Write GM and four digits, for example GM0307.
participants-name = Name of the municipality
participants-name-missing = Fill in the name of the municipality.
participants-make-code-municipality = Make a code for a municipality
participants-anew = A municipality that lost its keys
participants-anew-text = Are the words of a municipality's second key lost, or its own key? Then it begins anew with new keys, in a new folder. You cannot do this alone: whoever keeps the region's second key types its words when letting it in. What the municipality shared until now shows again only when the same person lets the earlier admission count as well.
participants-anew-which = Municipality that begins anew
participants-make-code-anew = Make a code to begin anew
participants-asks-anew = A municipality of { $name } takes part already. Let in only when you spoke to the people of { $name } yourself: whoever is let in here acts for { $name } from now on.
participants-open = Open invitations
participants-cancel = Take back

## Welkom
welcome-main = Welcome
welcome-title = Welcome to Deelbaar
welcome-busy-title = One moment
welcome-what = With Deelbaar, municipalities work together on inclusion and diversity.
welcome-private = What you write stays with your municipality until your alderman consents to share it.
welcome-offline = Everything is on your own device and works without internet too.
welcome-found = Begin a region
welcome-found-text = You are the first. You become policy officer of your municipality and invite others after that.
welcome-region = Name of the region
welcome-region-missing = Fill in the name of the region.
welcome-municipality = Your municipality
welcome-municipality-choose = Choose a municipality
welcome-municipality-missing = Choose your municipality.
welcome-other = Another municipality…
welcome-code = Code of your municipality
welcome-code-hint = The CBS code: GM and four digits, for example GM0307.
welcome-code-error = Write GM and four digits, for example GM0307.
welcome-name = Name of your municipality
welcome-name-missing = Fill in the name of your municipality.
welcome-person = Your name
welcome-person-hint = This is how colleagues of your municipality see you.
welcome-person-missing = Fill in your name.
welcome-found-button = Begin the region
welcome-join = Join with a code
welcome-join-text = You received a code from a colleague or from another municipality.
welcome-join-code = Code
welcome-join-code-hint = Paste the whole code. It works once.
welcome-join-code-missing = Paste the code that you received.
welcome-join-code-wrong = This code is not right. Copy the whole code again, or ask for a new one.
welcome-join-button = Ask to join
welcome-again = Try again
welcome-words = Read these words aloud to whoever invited you
welcome-words-text = If the other sees the same four words, they let you in. Does the other say that they differ? Then stop waiting: somebody is in between.
welcome-stop = Stop waiting
welcome-demo = Look at the example
welcome-demo-text = Look around first? The example is a made-up region. You can try everything; nothing of yours is kept.
welcome-restore = Put a backup back
welcome-restore-text = Is a device lost or broken? Put its backup back here. This becomes a new device; you remove the old one later, at Participants.
welcome-restore-hint = Type where the file is. A ~ at the beginning is your own folder.
welcome-restore-missing = Fill in where the backup is.
welcome-restore-from = Comes from: { $path }
welcome-restore-passphrase = Fill in the passphrase of the backup.
welcome-restore-button = Put it back
choose-title = For which municipality?
choose-text = Each municipality has a place and a passphrase of its own here. What is of one does not show in another.
choose-opened = opened last on { $when }
choose-another-text = Do you work for another municipality as well? Ask for a code there.
choose-another = Another municipality: join with a code
choose-elsewhere = Another municipality
restored-title = Restored: be let in again
restored-made = What was kept on { $date } was put back.
restored-text = This is a new device now, and it was not let in yet. You can read what is on it, but change or exchange nothing.
restored-ask = Ask a colleague who holds the municipality’s key for a code, in the role that you had.
restored-old-device = Is the old device lost? Have it removed only when this device has exchanged with others.
restored-read-text = You can also look first at what was put back. At the next start this screen is here again.
restored-read = Only read first

## Command line
cli-file-added = Added: { $name }
cli-file-removed = Removed: { $name }
cli-file-saved = Saved: { $path }
cli-files-none = There are no files beside this item.
cli-no-file = No file beside this item begins with “{ $name }”. See the list: deelbaar file list
files-title = Files
files-none = There are no files beside this item yet.
files-line = { $size } · { $state }
files-one = { $name } ({ $size })
files-save = Save as…
files-save-name = Save { $name } as…
files-save-here = Save
files-remove = Remove
files-remove-name = Remove { $name }
files-add = Add a file…
files-add-now = Add
files-add-done = Done adding
files-path = Where is the file?
files-path-hint = Type where it is, or drop it on this window. At most { $limit } MB.
files-unnamed = First fill in where the file is or goes.
files-description = Description
files-description-hint = What it is, in a few words. Needed when it becomes public.
files-full = An item has room for at most { $count } files.
consent-files = Which files go along?
consent-files-hint = Only what you tick. The content of files is not checked for personal data: look at them yourself.
consent-files-go = These files go along. Their content was not checked for personal data.
consent-files-look = Save a file to look at it before you consent.
done-file-added = { $name } was added.
done-file-removed = The file was removed. Until ten minutes later you can undo that.
done-file-saved = Saved: { $path }
size-bytes = { $count ->
        [one] { $count } byte
       *[other] { $count } bytes
    }
size-kilo = { $count } kB
size-mega = { $count } MB
file-here = on this device
file-partly = being fetched, { $percent } %
file-away = waits for a device that has it
file-too-much = not fetched: this municipality shares more files than are kept
file-no-room = not kept: the disk of this device is full or refuses
cli-error = Error: { $what }
cli-hint = What you can do: { $hint }
usage-unknown = This command does not know “{ $arg }”.
usage-subcommand = There is no command “{ $name }”.
usage-missing = Missing: { $args }.
usage-no-subcommand = Another command belongs to it. Choose from: { $known }.
usage-conflict = “{ $arg }” cannot go with { $prior }.
usage-twice = “{ $arg }” can be here only once.
usage-no-value = A value belongs after “{ $arg }”.
usage-value = “{ $value }” does not fit { $arg }.
usage-too-many = “{ $value }” is too much for { $arg }.
usage-not-text = One of the words is no text in UTF-8.
usage-choose = Choose from: { $known }.
usage-meant = Do you mean “{ $name }”?
usage-how = This is how it is written: { $how }
cli-hint-usage = Use --help to see which words this command knows. Nothing was changed.
cli-hint-address = Choose another address, or leave --listen out. Nothing was lost.
cli-hint-network = Check the network settings. Everything on this device keeps working without a network.
cli-hint-nothing-lost = Nothing was lost. Try again.
cli-hint-file = Nothing was changed. Check the name, and whether you may read and write there.
cli-hint-ids = Nothing was changed. Ask for the list, for example with “deelbaar sections”, “deelbaar inbox” or “deelbaar invitations”, and use the beginning of an id from it.
cli-hint-longer = Nothing was changed. Type more characters of the id.
cli-hint-headless = Without a screen you can play the example with: deelbaar demo --headless
cli-hint-audit = Do not change anything in the data folder. Keep a copy and ask your administrator for help.
cli-hint-late = Nothing was lost. Check that the other device is on, and try again.
cli-hint-new-code = Ask for a new code. Nothing was changed on this device.
cli-hint-same-code = Try again with the same code while it is good, and let the other keep Deelbaar open. Nothing was changed on this device.
cli-hint-stopped = Did the words differ? Call whoever invited you and ask for a new code, sent in another way. Otherwise you can try again while the code is good. Nothing was changed on this device.
cli-hint-declined = Call whoever invited you. If the words differed, somebody else used the code: ask for a new one, sent in another way. Nothing was changed on this device.
cli-hint-used = If that was not you, tell whoever invited you at once: somebody else may have been let in. Otherwise ask for a new code. Nothing was changed on this device.
cli-hint-invite-again = Nobody was let in. Make a new code with “deelbaar invite” if need be.
cli-hint-inviter = Check that the inviter's device is on and waits for you. Nothing was changed.
cli-not-a-code = This is not a Deelbaar code, or a part of it is missing.
cli-no-home = No folder was found for the data. Give one with --data.
cli-address-taken = It is not possible to listen at this address: it is taken, or not this computer's.
cli-no-network = The network cannot be used.
cli-stdin = Standard input
cli-file = { $path } cannot be used: { $reason }.
cli-no-such = Nothing has an id that starts with “{ $id }”.
cli-no-id = No id was given.
cli-no-theme = There is no theme “{ $name }”. Choose from: { $known }
cli-embargo-past = The day on which sharing begins does not lie in the future.
cli-ambiguous = { $count } ids start with “{ $id }”.
cli-join-unreachable = The inviter's device cannot be reached.
cli-join-broken-off = The connection with the other device broke off.
cli-join-unknown = The other device does not know this invitation (any more).
cli-join-expired = This invitation has expired: a code is good for 24 hours.
cli-join-used = Somebody has been let in with this code. A code works once.
cli-join-declined-before = Somebody was refused with this code. After that it works for nobody, not for whom was invited either.
cli-join-cancelled = Whoever invited you took the invitation back.
cli-join-tried = This code was tried too often without anybody being let in.
cli-join-declined = Whoever invited you refused your request.
cli-join-nobody = Nobody answered your request.
cli-join-not-enrolled = You were let in, but the other device could not write that down.
cli-join-stopped = You stopped waiting. Your request was taken back.
cli-join-unsound = What the other device says does not hold together.
cli-imported = { $count ->
        [one] { $count } section
       *[other] { $count } sections
    } read from { $name }. To take it back: deelbaar undo
cli-undone = Taken back: { $what }
cli-removed = no longer in the plan
cli-count = { $count ->
    [one] 1 line
   *[other] { $count } lines
}
cli-waiting = { $count ->
    [0] Nothing waits for a decision.
    [one] 1 request waits for the alderman.
   *[other] { $count } requests wait for the alderman.
}
cli-not-a-number = “{ $text }” is not a whole number.
cli-asks-decision = Decision asked:
cli-asks-consent = Consent asked ({ $audience }, version { $version }):
cli-consent-recalled = Request for consent taken back.
cli-consent-asked = Consent asked.
cli-consent-given = Consent given and signed.
cli-consent-refused = Consent refused.
cli-consent-returned = Request returned with a remark.
cli-withdrawn = Withdrawn. Every device that hears of it deletes the content and confirms that.
cli-no-field = There is no field “{ $name }” that can be shared. Possible are: { $known }
cli-no-role = There is no role “{ $name }”. Possible are: { $known }
cli-no-municipality = “{ $code }” is not a municipality code. A code is GM and four digits, such as GM0307.
cli-name-needed = Deelbaar does not know the name of { $code }. Give it with --name.
cli-long-name = A name has at most { $most } characters.
cli-no-name = A name must not be empty.
cli-founder-role = Whoever founds a region does so as policy officer (--role policy-officer). Invite the alderman afterwards.
cli-founded = { $region } was founded, with { $municipality } as its first municipality. Everything is in { $folder }.
cli-invited = { $code }
cli-invite-needs-wait = The code is good for 24 hours. Keep Deelbaar open on this device, or use --wait, to answer when somebody comes with it.
cli-asks-in = { $name } asks to join from device { $device }. { $what }
cli-words = Four words: { $words }
cli-your-words = Read these four words aloud to whoever invited you: { $words }
cli-same-words = Does the other read the same four words aloud? Type yes or no and press Enter.
cli-yes-or-no = Type yes or no.
cli-let-in-unseen = Let in without comparing words (--approve).
cli-left = { $name } does not ask any more.
cli-refused = { $name } was refused. The code does not work any more.
cli-no-answer = There was no answer any more; nobody was let in. The code is still good.
cli-invite-no-terminal = --wait asks you something, and this is not a terminal. In a script use --wait --approve: that lets in whoever comes with the code first.
cli-joined = { $name } has joined and received everything.
cli-joined-late = { $name } was let in, but has not confirmed yet that everything was received.
cli-joined-for-later = { $name } was let in. The role begins on { $day }; until then the device gets nothing.
cli-other-role = The invitation is for another role: { $invited }. Nothing was asked; the code remains valid.
cli-enrolment-late = You were let in, but the confirmation has not arrived yet. Start Deelbaar again later.
cli-welcome = Welcome to { $municipality } in { $region }, as { $role }.
cli-welcome-later = Your role begins on { $day }. From that day everything comes in when a colleague can be reached; until then this device gets nothing.
cli-nobody-reached = No other device was reached and up to date.
cli-listening = Can be reached at { $address }
cli-made-place = A window on this device has the data now. The node waits until it closes.
cli-takes-up = The window has closed. The node goes on.
cli-health-elsewhere = { $address } is not an address of this machine itself. Choose one such as 127.0.0.1:4451: only this machine may ask.
cli-health-taken = Nothing can listen at { $address }. Another program may use that port. Choose another one.
cli-not-an-address = “{ $text }” is not the address of a device. It looks like ID@IP:PORT.
cli-status-me = { $name }, { $role } of { $municipality } in { $region }
cli-status-device = This device: { $device }
cli-status-kept = Kept on this device: { $own ->
        [one] { $own } record
       *[other] { $own } records
    } of the municipality, { $region } of the region, encrypted in { $folder }
cli-status-key = The key is in a file that only you can read, not behind a password.
cli-never-seen = not seen yet
cli-seen = last seen { $when }
cli-up-to-date = up to date
cli-unknown = not known whether up to date
cli-shunned = Device { $device } is no longer listened to: { $why }
cli-audit-none = Nothing was signed that fits this.
cli-audit-period = The last day lies before the first.
cli-audit-columns = time, who, role, what, on, remark, mandate, external decision, counts, kind, topic, record, space, record in the region, item, kind of item, version, content, answers, mandate id, device, object, audience, standing, first day, last day, stays at home, disclosure, article, versions taken back, on which kinds, submitted with, as role, who decides, number of decision, date of decision, conditions, counts below
cli-audit-holds = { $count ->
    [one] { $space }: the one record holds (signature, chain, rules).
   *[other] { $space }: all { $count } records hold (signatures, chains, rules).
}
cli-no-window = There is no screen to open the window on.

## Example region
demo-person = { $role } { $municipality }
demo-starting = Eight municipalities are starting, each with a device for the policy officer and one for the alderman …
demo-started = { $count } devices take part, each with keys and an encrypted store of its own ({ $seconds } s).
demo-title = Meelezen door inwoners
demo-text = Vijf inwoners lezen onze brieven voordat ze uitgaan en zeggen wat zij begrijpen.
demo-text-later = Vijf inwoners lezen onze brieven. Nog niet gedeeld: zij krijgen een vergoeding van 25 euro per keer.
demo-title-meanwhile = Rolstoelroute langs de winkels
demo-text-meanwhile = Samen met de winkeliers maken we een route zonder drempels.
demo-activity = Taalwandeling in de wijk
demo-shared = Leusden asks consent to share “{ $title }”. The alderman signs. All { $count } devices in the region see the section.
demo-stays-home = The policy officer of Leusden then edits the text. That edit stays home: none of the { $count } devices of other municipalities has it.
demo-caught-up = Woudenberg is off while Soest shares “{ $title }”. Woudenberg comes back and catches up.
demo-gate = Starting “{ $title }” without a decision fails ({ $why }). After the alderman's decision it works.
demo-withdrawn = The alderman of Leusden withdraws “{ $title }”. The content is gone everywhere; { $count } devices confirm it.
demo-done = Everything went well, in { $seconds } seconds.
demo-kept = The stores of all devices are in { $folder }.
demo-folder-in-use = The folder { $folder } is not empty. Choose a new folder for --keep.
demo-late = This did not happen in time: { $what }
demo-wrong = This must not happen: { $what }

## The window around the screens (app/src/ui/shell, app/src/ui/window)
screen-inventory = Inventory
screen-plan = Tailored plan
screen-activities = Activities
screen-conversations = Conversations
screen-inbox = To decide
screen-consents = Consents
screen-region = Regional overview
screen-shared = Shared sections
screen-participants = Participants
screen-settings = Settings
nav-local = Municipality of { $municipality }
nav-alderman = Alderman
nav-administration = Administration
shell-banner = Deelbaar
shell-status = Status
shell-navigation = Main menu
shell-menu = Menu
shell-search = Search or give a command…
shell-search-keys = Ctrl K
shell-undo = Undo
shell-undo-what = Undo: { $what }
shell-redo = Redo
shell-redo-what = Redo: { $what }
shell-seat = Look along as
shell-seat-short = As
status-kept = Everything is on this device
status-busy = Being kept…
status-not-all = Not everything is kept yet
status-alone = Region: no other municipalities yet
status-region = Region: { $count } of { $of ->
        [one] { $of } municipality
       *[other] { $of } municipalities
    } up to date{ $unknown ->
        [0] {""}
       *[other] , { $unknown } unknown
    }, last { $last }
status-region-never = Region: 0 of { $of ->
        [one] { $of } municipality
       *[other] { $of } municipalities
    } up to date{ $unknown ->
        [0] {""}
       *[other] , { $unknown } unknown
    }
status-region-unknown = Region: nothing heard yet of { $of ->
        [one] { $of } municipality
       *[other] { $of } municipalities
    }
status-through-same = Region: the same as the device of { $who }, { $when }
status-through = Region: through the device of { $who }, connected now
status-through-seen = Region: through the device of { $who }, last seen { $when }
status-last-seen = { $name }: last seen { $when }
status-offline = Works without internet
shell-messages = Messages
palette-title = Search or give a command
palette-results = Found
palette-none = Nothing found. Try another word.
palette-found = { $count ->
    [one] 1 found. Enter chooses: { $first }
   *[other] { $count } found. Enter chooses: { $first }
}
palette-screen = Screen
palette-command = Command
palette-sync = Connect to the other municipalities now
help-title = Help and shortcuts
help-text = Everything in Deelbaar works with the keyboard. What you type is kept on this device by itself.
help-keys = Shortcuts
help-zoom = Larger, smaller
help-tab = Next, previous
help-arrows = Through a list or table; Enter chooses
help-escape = Close
done-removed = “{ $title }” was deleted.
done-imported = { $count ->
    [one] 1 section imported from “{ $name }”.
   *[other] { $count } sections imported from “{ $name }”.
}
done-added = “{ $title }” was added. Only { $municipality } sees it.
done-undone = Undone: { $what }.
done-redone = Done again: { $what }.
done-submitted = “{ $title }” was put to the alderman.
done-consent-recalled = The request for consent for “{ $title }” was taken back. You can ask again later.
done-recalled = “{ $title }” was taken back. You can put it forward again later.
done-started = “{ $title }” has started.
done-finished = “{ $title }” is finished.
done-asked = Consent asked for “{ $title }”. Nothing has been shared yet.
done-withdrawn = The sharing of “{ $title }” was withdrawn. You see per municipality who confirms the deletion.
done-sync = Deelbaar is connecting to the other devices.
done-copied = Copied. You can paste it somewhere now.
done-let-in = { $others ->
    [0] { $name } was let in and is in the list.
   *[other] { $name } was let in and is in the list. Who else came with the same code was not let in: { $dropped }. The code does not work any more.
}
done-turned-away = { $others ->
    [0] { $name } was refused. The code does not work any more.
   *[other] { $name } was refused. The code now works for nobody any more: the request of { $dropped } has ended too, and their screen says so. Send a new code in another way.
}
done-new-code = Make a new code
done-invitation-cancelled = The invitation was taken back. The code does not work any more.
code-title = One-time code
code-text = Pass this code on to whom you invite. It works once. When the other asks to join, you see that at Participants. There you compare four words together; only then do you let that person in.
code-whom = For
code-until = Good until
code-until-day = { $until } (24 hours)
code-stay = Keep Deelbaar open on this device until the other has been let in: the code leads here. Both devices must then be on the same network, or be able to reach each other over the internet.
code-copied = Copied. You can paste the code into a message now.
code-used = { $name } uses the code. Close this and compare the four words.
code-label = Code
code-copy = Copy

## Overview, plan, inventory, activities, settings (app/src/ui/screens)
item-back = Back to the list
overview-title = Overview
overview-subtitle = What is going on in { $municipality } now.
overview-next = Next step
overview-next-none = Nothing waits for you. Have a look at what other municipalities share.
overview-news = New from the region
overview-news-text = { $count ->
    [one] Since you last looked, { $names } shared 1 section or a newer version of it.
   *[other] Since you last looked, { $count } sections or newer versions were shared, by { $names }.
}
overview-news-look = See what is new
overview-attention = Needs attention
overview-nothing = Nothing needs attention now.
overview-more = { $count ->
    [one] And 1 other point.
   *[other] And { $count } other points.
}
overview-money = Activity money { $year }
overview-money-of = of { $limit } planned
overview-money-over = { $over } more is planned than there is. Put something off or ask for more money.
overview-money-left = { $left } left to plan
overview-hours = Hours { $year }
overview-hours-of = { $hours } of { $limit } hours planned
overview-hours-over = { $over ->
    [one] 1 hour more is planned than there is.
   *[other] { $over } hours more are planned than there are.
}
overview-counts = In numbers
overview-shared = Shared with the region
overview-received = From other municipalities
overview-empty = Begin with your plan
overview-empty-text = Do you have a plan or policy note? Import it; Deelbaar makes sections of it. Or write the first section yourself. Everything stays on this device and within your municipality, until the alderman consents to share.
attention-inbox = { $count ->
    [one] 1 request waits for you
   *[other] { $count } requests wait for you
}
attention-inbox-why = Without your answer a colleague cannot go on.
attention-inherited = { $count ->
    [one] 1 consent of a predecessor
   *[other] { $count } consents of a predecessor
}
attention-inherited-why = They go on. Confirm them or withdraw them.
attention-applicants = { $count ->
    [one] 1 device asks to join
   *[other] { $count } devices ask to join
}
attention-applicant = { $name } asks to take part
attention-applicants-look = See who it is
attention-applicants-why = Check who it is and let them in, or not.
attention-money = Too much planned
attention-sent-back = Sent back by the alderman. Change it and put it forward again.
attention-over = The last day has passed. Write down what came of it and finish it.
attention-undecided = Begins soon, but was not put to the alderman yet.
attention-returned = The request to share was returned with a remark.
attention-held = Held by the alderman. Adapt it, or submit it again later.
attention-refused = Refused by the alderman. The item says why.
attention-consent-refused = The alderman does not want to share this. The item says why.
attention-moved-on = The region still sees an older version.
plan-count = { $count ->
    [one] 1 section
   *[other] { $count } sections
}
plan-outline = Sections of the plan
plan-column-section = Section
plan-column-mark = Visible to
plan-empty = No plan yet
plan-empty-text = Import your plan or policy note, or write the first section. A section is also what you can share by itself later.
plan-import = Import a document
plan-write = Start writing
plan-import-title = Import a document
plan-import-text = Deelbaar reads text (.txt) and Markdown (.md) and makes a section of every heading. You can also drop the file on this window. An import can be undone.
plan-import-path = Place of the file
plan-import-path-hint = Paste the place and the name of the file here.
plan-import-go = Import
plan-import-no-file = This file cannot be opened. Check the place and the name.
plan-import-large = This file is larger than { $limit } MB. Split it and import the parts one after the other.
inventory-subtitle = Per theme: what is going on, and what is the next step?
inventory-empty = No inventory yet
inventory-empty-text = Write down per theme what is going on in your municipality and what a good next step is. That shows where an activity is needed.
activities-subtitle = { $kind ->
    [conversation] A conversation takes place only after a decision of the alderman.
   *[activity] An activity begins only after a decision of the alderman.
}
activities-empty = { $kind ->
    [conversation] No conversations yet
   *[activity] No activities yet
}
activities-empty-text = Begin with an idea: a title is enough. When it is worked out, put it to the alderman.
activities-none = Nothing fits this choice. Set a filter to “all”.
activities-count = { $kind ->
    [conversation] { $count ->
        [one] 1 conversation
       *[other] { $count } conversations
    }
   *[activity] { $count ->
        [one] 1 activity
       *[other] { $count } activities
    }
}
activities-sum = { $count } · { $spent } of { $limit } activity money { $year } planned
activities-filter = Filters and view
activities-layout = View
layout-table = Table
layout-timeline = Timeline
layout-board = Board
timeline-undated = Without a date
filter-all = all
filter-status = Status
filter-theme = Theme
filter-period = Period
settings-subtitle = Only for you, on this device.
settings-reading = Reading and operating
settings-language = Language
settings-appearance = Colours
settings-look-system = As this device
settings-look-light = Light
settings-look-dark = Dark
settings-look-contrast = High contrast
settings-zoom = Size
settings-zoom-hint = Also with Ctrl + and Ctrl -.
settings-percent = { $percent }%
settings-motion = Less motion
settings-motion-note = no animations, no blinking cursor
settings-data = Where your data is
settings-folder = Folder
settings-no-folder = Nowhere: this is an example, it is gone when you close it.
settings-kept = Kept
settings-records = { $own ->
        [one] { $own } record
       *[other] { $own } records
    } of your municipality, { $region } of the region
settings-device = This device
settings-copy = Copy the place
settings-data-hint = Encrypted on this device. Do not put an old copy of this folder back: other devices refuse it.
access-title = Access to personal data
access-text = Does somebody ask which data you have of them? Make a file of what this device keeps about that person, also when they have no device, such as a contact person. The file says itself what was not looked through.
access-name = Name of the person
access-name-hint = As the name stands in texts. Read the file before you give it: somebody else can have the same name.
access-name-missing = Fill in the name of whoever asks for access.
access-gather = Make a file…
settings-about = About Deelbaar
settings-about-text = Deelbaar is for municipalities that work together on inclusion and diversity. Your plan stays on your own devices. Only what the alderman releases goes straight to the other municipalities, with no server in between.
settings-version = Version
settings-licence = Licence
settings-fonts = Fonts
settings-not-saved = Your settings could not be saved. They hold until you close Deelbaar.

## Window
window-other-renderer = The window cannot be drawn with OpenGL here; Deelbaar tries another way.
window-missing-library = The window cannot be opened. Probably a system library is missing; on Debian and Ubuntu: apt install libxkbcommon-x11-0 libxcursor1 libxi6 libgl1-mesa-dri libegl1
window-stopped = Deelbaar could not start.
window-opening = Opening your data …
window-asks-place = The node on this device makes room …
window-founding = Founding the region …
window-joining = Waiting until you are let in …
window-restoring = Putting the backup back and checking it…
demo-progress = Setting up the example: { $done } of { $all } …

lost-title = A device lost, stolen or no longer needed?
lost-text = Remove it at once. What was done with it so far stays; consent for a later day takes effect then too, unless the alderman withdraws it first. After that nothing is accepted from that device, and it gets nothing more.
lost-not-here = A device is removed by a policy officer, on a device with the key of { $name }: usually the one with which your municipality began.
lost-device = Device
lost-label = { $who } · { $device }
lost-choose = Choose a device
lost-choose-first = Choose a device first.
lost-remove = Remove device…
lost-question = Remove { $device }?
lost-consequence = This is for good. Whoever finds the device later asks for access again, as a new device. What is on the device already does not disappear from it: the password protects that.
lost-keep = Do not remove
lost-confirm = Remove for good
renew-title = Does somebody else have your municipality's key?
renew-text = Did you lose the device with which your municipality began, or a backup or the recovery words? Then renew the key. Otherwise the finder can let in new devices with it.
renew-open = Renew the key…
renew-question = Renew the key of { $name }?
renew-consequence = The municipality gets a new key, which comes on this device. What was let in with the old key and stands below goes on to count. What is done with it afterwards counts nowhere. The old recovery words and the key in old backups no longer work. Write down new recovery words afterwards.
renew-lost = Remove a device as well?
renew-none = No
renew-stay = These devices go on to take part:
renew-unknown = Is there a device that you do not know? Remove that too: the finder may have let it in.
renew-keep = Do not renew
renew-confirm = Renew the key
renew-second-open = Replace the second key…
renew-second-question = Replace the second key of { $name }?
renew-second-consequence = There will be a new second key: 24 other words, which you then give to whoever will keep them. With the old words nobody can agree to anything any more. Whoever was let in goes on to take part. The old words are needed here once more.
renew-second-confirm = Replace the second key
renew-words-lost = Are the words of the second key lost, also the copy in the safe? Then this cannot be done any more, and there can be no new alderman. Whoever is alderman keeps that role. The way on is for { $name } to begin anew: ask whoever has the region's key.
renew-region-words-lost = Are the words of the region's second key lost, also the copy in the safe? Then this key can no longer be renewed, and no municipality can begin anew. Begin a new region together then.
renew-region-title = Does somebody else have the region's key?
renew-region-text = Did you lose the device with which the region began, or a backup or the recovery words of it? Then renew the key. Otherwise the finder can let municipalities in with it, or make them leave.
renew-region-open = Renew the region's key…
renew-region-second-open = Replace the region's second key…
renew-region-consequence = The region gets a new key, which comes on this device. The municipalities below go on to take part. What is done with the old key afterwards counts nowhere. The old recovery words and the key in old backups no longer work. Write down new recovery words afterwards.
renew-region-lost = Did the finder let a municipality in?
renew-region-stay = These municipalities go on to take part:
change-title = Change a role or term
change-text = Does somebody get another role, or leave earlier or later? What was done before stays valid.
change-whose = Whose role or term
change-open = Change role or term…
change-dialog = Role or term of { $who }
change-consequence = The present role ends on the day before the first day that you choose here, but not before today. The new role holds on all devices of this person.
change-shorter = Does this alderman’s term only get shorter? Then the second key is not needed, and you leave its words empty.
change-sign = Sign
dismiss-title = Remove a municipality from the region
dismiss-text = For a municipality that no longer takes part.
dismiss-which = Which municipality
dismiss-open = Remove municipality…
dismiss-question = Remove { $name } from the region?
dismiss-does = After the last day { $name } gets nothing more of the region and the region accepts nothing more of { $name }. This is for good: the same municipality cannot take part again later.
dismiss-does-not = What { $name } shared until and including that day stays visible to the other municipalities. If { $name } does not want that, have it withdrawn first. What { $name } received already does not vanish there. The own plan of { $name } stays with { $name }.
dismiss-last-day = Last day
dismiss-last-day-hint = Until and including this day the municipality takes part. Choose yesterday to let it begin now.
dismiss-last-day-past = Choose yesterday, today or a later day.
done-device-removed = The device was removed. The others hear of it as soon as they connect.
done-key-renewed = The { $key } was renewed. Write down new recovery words now, at Settings, and throw the old ones away. Throw old backups away too.
done-second-renewed = There is a new second key. Give its words now to whoever will keep them, at Participants.
cli-renewed-words = On the command line: “deelbaar recovery show” and “deelbaar second-key”.
done-role-changed = The role or term was changed.
done-dismissed = The municipality takes part until and including { $day }, and no longer after that.
done-mandate = The mandate was signed.
cli-revoked = Device { $device } of { $who } was removed for good. The others hear of it as soon as they connect.
cli-no-device = There is no device “{ $whose }” here that takes part. See: deelbaar status
cli-several-devices = “{ $whose }” fits more than one device. Choose one:
    { $devices }
explain-founder = A municipality begins with a policy officer.
explain-founder-hint = Nothing was changed. Begin as policy officer and invite the others afterwards.
explain-own-device = A device cannot remove itself.
explain-own-device-hint = Nothing was changed. Do it from another device that holds the municipality's key.
explain-key-replaced = These are the words of a key that was replaced. Nothing was changed.
explain-key-replaced-hint = Use the words that were written down after the renewal, and throw these away.
explain-own-municipality = The municipality of this device cannot be removed here. Nothing was changed.
explain-own-municipality-hint = This device manages the region. Leave the region's key to another municipality first.
explain-empty-term = The term ends before it begins. Nothing was changed.
explain-empty-term-hint = Choose a last day on or after the first.

word-body = { $body ->
    [college] the municipal executive
    [council] the municipal council
   *[alderman] the alderman
}
explain-mandate-hint = Nothing was changed. Ask the alderman to decide, or to give a new mandate.
mandate-none = You have no mandate to decide on this.
mandate-kind = Your mandate does not cover { $kinds }.
mandate-asker = Your mandate does not cover what was submitted on the device of whoever asked. A device that was let in after the mandate was given is not under it.
mandate-not-yet = Your mandate begins on { $date }.
mandate-over = Your mandate ended on { $date }.
mandate-giver = Whoever gave you the mandate is no alderman now, so it does not hold.
explain-other-body = This is for { $body } to decide.
explain-other-body-hint = Nothing was changed. Put it before them, and then fill in the number and date of their decision.
explain-no-number = The number of the decision is missing.
explain-no-number-hint = Nothing was changed. Fill in under which number the decision is filed, and its date.
explain-not-yet-decided = The day of the decision is in the future.
explain-not-yet-decided-hint = Nothing was changed. Record a decision of another body once it was made, with its own date.
explain-no-officer = A mandate can only go to a policy officer who takes part now.
explain-no-officer-hint = Nothing was changed. Choose somebody else.
explain-empty-mandate = A mandate needs at least one kind and a last day from today on.
explain-empty-mandate-hint = Nothing was changed. Choose what for and until when.
explain-out-of-office-then = Who decides changes only on { $date }, and you are no alderman any more then. Nothing was signed.
explain-out-of-office-then-hint = Let your successor arrange this, from the first day of their term on.

powers-title = Who decides
powers-body = On { $kind ->
    [conversation] conversations
   *[activity] activities
  } decides
powers-decides = On { $kind ->
    [conversation] conversations
   *[activity] activities
  } { $body } decides.
powers-from-tomorrow = From tomorrow on { $body }; today still { $now }.
powers-body-text = A change takes effect tomorrow. What was decided already stays. When the executive or the council decides, you fill in the number and date of that decision here later.
powers-ask-body = From tomorrow on, does { $body } decide on { $kind ->
    [conversation] conversations
   *[activity] activities
}?
powers-ask-end = End the mandate of { $to }?
powers-ask-end-text = Today is the last day: what was decided under this mandate today stays valid. After that, what is put forward waits for the alderman. A mandate that ended does not come back; you can give a new one.
powers-ask-sign = Sign
powers-mandates = Mandates
powers-mandates-text = The alderman can let a policy officer decide in their name. Consent to share is always given by the alderman in person.
powers-none = There is no mandate now.
powers-mandate = { $to }: { $kinds }
powers-mandate-by = Given by { $by }. Holds from { $from } until { $until } inclusive.
powers-end = End mandate
powers-end-of = End the mandate of { $to }
powers-give = Give a mandate
powers-to = To whom
powers-kind = { $kind ->
    [conversation] Conversations
   *[activity] Activities
}
powers-until = Until and including
powers-until-hint = The mandate ends by itself after this day, or earlier when your term ends.
powers-no-kind = Choose what for first.
powers-asks = The mandate covers what is submitted by: { $names }, on the devices that take part now. Not by anybody or anything that is let in later.
powers-asks-nobody = There is no other policy officer now who can submit something. Whoever has a mandate never decides on what they submitted themselves, so this mandate is of no use.
powers-mandate-asks = For what is submitted by: { $names }.
powers-no-officer = No policy officer takes part now to whom you could give a mandate.
powers-sign = Sign mandate
word-under-mandate = { $who }, on behalf of { $giver }
word-external = { $who }, { $body ->
    [council] decision of the council
   *[college] decision of the executive
  } { $number } of { $date }
word-untitled = Item without a title ({ $id })
word-does-not-count = { $who } (does not count)
inbox-under-mandate = You decide under a mandate, on behalf of { $giver }.
inbox-other-body = This is for { $body } to decide. Record the outcome here, with the number and date of that decision.
inbox-external-number = Number of the decision of the { $body ->
    [council] council
   *[college] executive
}
inbox-external-hint = Needed to agree. Did that body hold, send back or refuse, then fill it in too. Leave it empty when you send back or hold it yourself.
inbox-external-missing = Fill in the number of the decision.
inbox-external-date = Date of that decision
inbox-external-future = This day is in the future. Choose today or earlier.
cli-no-body = “{ $name }” is no body. Choose from: { $known }
cli-mandate-given = Mandate given to { $who }.
cli-mandate-ended = The mandate of { $who } holds until today inclusive.
cli-no-mandate = There is not exactly one mandate “{ $id }”. See: deelbaar mandate list
cli-no-decided-kind = “{ $name }” is not decided on. Choose from: { $known }
cli-body-set = From tomorrow on: { $what }
cli-yes = yes
cli-no = no

contested-title = More than one admission of { $name }
contested-open = Somebody admitted { $name } to { $region } again, with other keys. Nobody can see which admission is the true one: it can be a mistake, or somebody who stole the region's key. Until that is sorted out nothing counts of { $name }: what it shared does not show, and nothing is deleted in its name. Nothing was lost.
contested-do = Call somebody of { $name } whom you know. On their device the true admission says “This is how this device knows your municipality”; let them read its key code aloud. Then whoever keeps the region's second key chooses that admission here.
contested-settled = { $name } was admitted with several pairs of keys, and the region's second person said which admission holds. What was said under the others does not count. Did { $name } begin anew because it lost both its keys? Then the earlier admission can count as well, and what was shared under it shows again.
contested-all = { $name } was admitted with several keys, and the second person of the region said that each admission holds. What was shared under any of them is there to see.
contested-own = This is about your own municipality. Other municipalities do not listen to this device until it is sorted out, so it is done on a device of another municipality. Read them the key code of your admission.
contested-key = Key code { $key }
contested-since = Admitted as “{ $name }”, from { $date }
contested-yours = This is how this device knows your municipality.
contested-holds = Counts
contested-holds-not = Does not count
contested-choose = The one with key code { $key } is true…
contested-question = Does the admission of { $name } with key code { $key } count?
contested-does = Whoever has the key with code { $key } then speaks for { $name }: lets its devices in, with its aldermen, and what they shared shows. This cannot be taken back.
contested-check = Did somebody of { $name } read this key code aloud to you?
contested-confirm = This one counts
contested-keep = Do not choose
contested-words = The 24 words of the region's second key
attention-contested-why = Nothing counts of { $name } until whoever keeps the region's second key says which admission is true.
done-admission = That admission counts from now on.
explain-no-admission = There are not several admissions of a municipality of which this is one. Nothing was changed.
explain-no-admission-hint = Look at Participants what there is to choose from.
explain-own-admission = Which admission of your own municipality counts cannot be said on this device: the others do not listen to it until that is sorted out. Nothing was changed.
explain-own-admission-hint = Let whoever keeps the region's second key do it on a device of another municipality.
cli-admission = { $key }  { $name } · from { $date } · { $state }
cli-no-admission = There is no single admission with the key code “{ $key }”; see deelbaar admission list.
cli-no-admissions = No municipality was admitted with several pairs of keys.
second-title = Hand over the second key
second-text = Nobody should be able to add an alderman alone. Therefore { $name } has a second key: 24 words that somebody else keeps, for instance the municipal secretary. As long as those words are still on this device you cannot invite an alderman.
second-show = Show words…
second-dialog = The 24 words of the second key
second-dialog-text = Let whoever keeps the second key write these words down, with their numbers. Check them together. Before they are wiped from this device three of them are read back from the paper; they are nowhere else then. Write them down twice: once lost they cannot be replaced.
second-dialog-words = Words
second-later = Later
second-written = They are on paper: read back…
second-back-title = Read three words from the paper
second-back-text = The words are not on the screen now. Type what the paper says at these numbers. Only when that is right the words are wiped here, and the paper is the only place where they are.
second-back-word = Word { $place }
second-back-wrong = This is not the word that was shown. Nothing was wiped. Look at the paper, or have the words shown again.
second-back-empty = Type the word that the paper says at number { $place }. Nothing was wiped.
second-again = Show the words again
second-handed-over = The other person has the words; wipe them here
second-words = The 24 words of the second key
second-words-hint = Let whoever keeps them type them here. They are not remembered.
done-second = The second key was wiped from this device. You can now invite an alderman; that takes whoever has the 24 words.
attention-second = Hand over the second key
attention-second-why = Only then can you invite an alderman.
second-region-title = Hand over the region's second key
second-region-text = Whoever steals the key of { $name } should not be able to take the region over. Therefore it has a second key: 24 words that somebody else keeps, preferably of another municipality. Only with those words a stolen key can be replaced.
second-region-show = Show the region's words…
second-region-dialog = The 24 words of the region's second key
done-second-region = The region's second key was wiped from this device. Replacing the region's key takes whoever has the 24 words.
attention-second-region = Hand over the region's second key
attention-second-region-why = As long as the words are here, whoever steals this device can take the region over.
attention-backup = Backup
attention-backup-why = The backup should have been made by now.
attention-passphrase = Set a passphrase
attention-passphrase-why = Whoever gets hold of this device can read everything now, and act in your name.
attention-no-backup = Make a backup
attention-no-backup-why = The key of your municipality is on this device. If the device breaks, nobody can be let in any more without a backup or recovery words.
attention-unknown-why = This device was restored from a backup. Others do not know it yet.
cli-second = Let somebody else write these 24 words down and keep them. Then wipe them here: { $command }
cli-second-back = Type from the paper the words with the numbers { $places }, on one line:
cli-second-words = Let whoever keeps the second key type the 24 words, on one line:
cli-second-words-region = Let whoever keeps the region's second key type the 24 words, on one line:
explain-second-needed = You cannot do this alone: the words of the second key are missing.
explain-second-wrong = These are not the words of the second key that holds now.
explain-second-hint = Nothing was changed. Let whoever keeps the second key type the 24 words. Are they lost? The manual says under the second key what can be done then.
explain-second-gone = The second key is not on this device (any more).
explain-second-gone-hint = Nothing was changed. Whoever got the words keeps them.
explain-not-written = Word { $place } of the second key is not the one that was shown.
explain-not-written-hint = Nothing was wiped. Look at the paper, have the words shown again and correct it.
explain-second-here = The second key is still on this device.
explain-second-here-hint = First give the words to somebody else, at Participants. Only then can you let an alderman in or replace a key.

word-title = Title
word-personal = { $kind ->
    [bsn] looks like a citizen service number
    [email] e-mail address
   *[telephone] telephone number
}
word-found = { $field }: { $text } ({ $kind })
consent-personal = { $count ->
    [one] Something in it looks like data about a person. Take it out, keep the field at home, or confirm that it may be shared.
   *[other] { $count } things in it look like data about people. Take them out, keep the field at home, or confirm that they may be shared.
}
consent-personal-may = This may be shared – { $what }
consent-personal-first = { $count ->
    [one] First confirm the one piece above, or take it out of the text.
   *[other] First confirm the { $count } pieces above, or take them out of the text.
}
consent-personal-go = Go to { $field }
consent-personal-go-to = Go to { $field }: { $text }
inbox-personal-first = { $count ->
    [one] First confirm the one marked detail, or keep its field at home.
   *[other] First confirm the { $count } marked details, or keep their field at home.
}
inbox-personal = { $who } confirmed that this may be shared: { $texts }
explain-personal = Something in it looks like data about a person: { $found }.
explain-personal-hint = Nothing was asked or shared. Take it out of the text, or confirm that it may be shared.
cli-hint-confirm = Nothing was asked or shared. Take it out of the text, or confirm with --confirm that it may be shared.

## Keys of this device (app/src/cli/keys.rs, app/src/ui/screens/unlock.rs, settings/lock.rs)
cli-ask-passphrase = Passphrase of this device:
cli-ask-new-passphrase = New passphrase (at least 12 characters):
cli-ask-backup-passphrase = Passphrase of the backup:
cli-ask-again = Again:
cli-passphrases-differ = The two passphrases are not the same.
cli-no-terminal = A passphrase is needed here, and there is no terminal to ask for it. Put the place of a file with the passphrase in { $variable }.
cli-empty-passphrase-file = There is no passphrase in { $file }.
cli-passphrase-is-set = There is a passphrase already. Use: passphrase change.
cli-passphrase-not-set = There is no passphrase yet. Use: passphrase set.
cli-status-passphrase = The key is locked with a passphrase.
cli-key-restored = This device holds the { $key } again.
cli-member-from = from { $from }
cli-member-until = from { $from } until { $until }
cli-backup-made = Backup made in { $file }: { $own ->
        [one] { $own } record
       *[other] { $own } records
    } of the municipality, { $region } of the region. Without the passphrase it cannot be opened.
cli-restored = The backup of { $date } was restored: { $own ->
        [one] { $own } record
       *[other] { $own } records
    } of the municipality, { $region } of the region.
cli-restored-enrolled = This is a new device, enrolled with the municipality's key. Let another device know it: introduce write FILE, and there: introduce take FILE.
cli-restored-not-enrolled = This is a new device. A colleague must let it in again: ask for a code and use join with this folder.
cli-restored-locked = The passphrase of the backup is now also that of this device.
cli-restored-old-device = Is the old device lost? First exchange with the others, then remove it: revoke.
cli-hint-repair = deelbaar repair writes a new file with everything that can still be read, and keeps the damaged one beside it.
cli-repaired = What could be read and holds is in a new file: { $own ->
        [one] { $own } record
       *[other] { $own } records
    } of the municipality, { $region } of the region.
cli-repaired-lost = Lost here: { $lost ->
        [0] no records
        [one] { $lost } record
       *[other] { $lost } records
    }, { $texts ->
        [0] no shared texts
        [one] { $texts } shared text
       *[other] { $texts } shared texts
    } and { $settings ->
        [0] no settings
        [one] { $settings } setting
       *[other] { $settings } settings
    }.
cli-repaired-back = What colleagues and the region have of it comes back by itself when the devices are connected.
cli-repaired-new-device = What was written last may be lost, so this is a new device of the same person from now on: going on as the old one could say two things in one place.
cli-repaired-old-device = The old device does not come back. First exchange with the others, then remove it: revoke.
cli-repaired-not-kept = The damaged file was removed: it may have held what was taken back.
cli-repaired-kept = The damaged file stays in the folder as damaged.redb with its key damaged.key, until the next time that the file gets a fresh key.
cli-introduction-written = Written in { $file }. Give this to somebody who takes part.
cli-introduction-taken = { $count ->
    [0] That device was known already.
   *[other] That device is known now.
}
key-municipality = key of the municipality
key-region = key of the region
wait-seconds = { $count ->
    [one] 1 second
   *[other] { $count } seconds
}
wait-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
recovery-card = Deelbaar, recovery words: { $key } { $name }
recovery-title = Recovery words
recovery-text = This device holds the key that lets devices or municipalities in. When it is lost, 24 words on paper give that key back. Whoever has the words can let anybody in.
recovery-passphrase = Passphrase to show the words
recovery-show = Show the recovery words
recovery-write = Write the words on paper, with their numbers, and keep the paper locked away. Do not take a photo of it.
words-are-english = The words are English on purpose, from a fixed list that is the same everywhere: that is how Deelbaar sees later which word was copied wrongly. Write them exactly like this.
recovery-done = I wrote them down
recovery-save = Keep as a file to print…
recovery-as-page = Page to print (HTML)
recovery-as-text = Text
recovery-page-date = Made on { $date }.
recovery-page-what = These 24 words are the key. Whoever has them can let in devices or municipalities, also without a passphrase.
recovery-page-keep = Lock this paper away. Take no photo. Delete the file that you printed this from, and empty the bin.
recovery-page-use = Key lost? In Deelbaar, on a device that was let in, choose Settings and then Put a key back with recovery words.
keys-none = This device holds no key of the municipality or the region.
keys-one = This device holds the { $key }.
keys-both = This device holds the key of the municipality and the key of the region.
recovery-back = Put a key back with recovery words
recovery-back-text = With the 24 words on paper this device gets the key of the municipality or the region. That way a second device can hold it too. It holds at once.
recovery-words = The 24 words
recovery-words-hint = With a space between them. Numbers and capitals do not matter.
recovery-none-yet = Type the { $all } words that are on the paper.
recovery-so-far = { $count } of the { $all } words.
recovery-whole = All 24 words belong together.
recovery-too-many = These are more than 24 words.
recovery-put-back = Put the key back
unlock-title = Deelbaar is locked
unlock-text = Give the passphrase of this device. Nothing of your plan was read yet.
unlock-label = Passphrase
unlock-visible = Show what I type
unlock-button = Unlock
unlock-busy = Opening…
unlock-again = You can try again now.
unlock-wait = { $wait } left.
unlock-waits = Wait until you can try again.
unlock-forgotten = Forgot the passphrase? Nobody can look it up, and what is here stays locked. Ask whoever lets in colleagues at your municipality for a code for another device of yours, and begin with it in a new place: the plan comes from your colleagues by itself. What no colleague has yet stays here. Have the old device removed afterwards. Is there no colleague? Then restore a backup in that new place.
unlock-anew = Join with a code, in a new place
lock-title = Passphrase
lock-is-set = The data on this device opens only with the passphrase.
lock-not-set = The data on this device has no passphrase yet: whoever can reach the folder can read everything.
lock-after = Lock when nobody does anything
lock-minutes = after { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
lock-never = never
lock-now = Lock now
lock-current = Current passphrase
lock-chosen = New passphrase
lock-again = New passphrase again
lock-hint = Four or more words that have nothing to do with each other are easy to remember. Nobody can bring a forgotten passphrase back.
lock-set = Set the passphrase
lock-change = Change the passphrase
lock-remove = Remove the passphrase
lock-stuck = Deelbaar was not locked: there is text on the screen that is not kept yet. Keep it first, or put it somewhere else.
backup-title = Backup
backup-text = One encrypted file with everything of this device, except the device’s own key and the content of files beside items: that comes back from another device. It has a passphrase of its own. Keep file and passphrase apart, and preferably not on this device.
backup-second = A second key still lies on this device and goes into no backup. If this device is lost before the 24 words are on paper, nobody has them any more. Hand them over first, at Participants.
backup-last = Last backup
backup-never = never
backup-not-scheduled = no
backup-scheduled = { $days ->
    [one] every day in { $folder }; the newest { $keep } stay
   *[other] every { $days } days in { $folder }; the newest { $keep } stay
}
backup-busy = Making a backup…
backup-failed = The last backup was not made ({ $when }). { $why } Earlier backups are still there. Deelbaar tries again every ten minutes.
backup-outdated = Something was withdrawn that older backups still hold. The next one replaces them.
backup-trouble-full = The disk is full.
backup-trouble-denied = Writing in the folder is not allowed.
backup-trouble-folder = The folder is not there. Is the disk connected?
backup-trouble-other = The disk reports an error.
backup-way = When
backup-now = Now
backup-by-itself = By itself
backup-file = File of the backup
backup-folder = Folder for the backups
backup-folder-hint = Preferably on another disk. The folder must exist.
backup-every = How often
backup-every-days = { $count ->
    [one] every day
   *[other] every { $count } days
}
backup-keep = How many to keep
backup-keep-count = { $count ->
    [one] only the newest
   *[other] the newest { $count }
}
backup-by-itself-hint = Deelbaar makes them while it is open, and cannot open them itself: only the passphrase can. When something was withdrawn, a new one is made at once and the old ones in this folder go. When you choose another folder, delete the old files yourself.
backup-passphrase = Passphrase of the backup
backup-again = Passphrase of the backup again
backup-passphrase-hint = Four unrelated words are easy to remember. Without this passphrase the backup is worth nothing.
backup-passphrase-same = Leave empty to keep the same passphrase.
backup-make = Make a backup
backup-begin = Make backups by itself
backup-change = Change
backup-stop = No longer by itself
done-backup = Backup made in { $path }. Keep the passphrase somewhere else.
done-backup-scheduled = Deelbaar makes backups by itself from now on, the first at once.
done-backup-stopped = Deelbaar makes no more backups by itself. What there is stays.
introduce-title = Letting others know a restored device
introduce-document = Restored device
introduce-unknown = This device was restored from a backup and is a new device now. The other devices do not know it yet and exchange nothing with it.
introduce-text = Make a file and bring it to a colleague, who takes it in on their device. When there is no colleague left, bring it to another municipality. Nothing secret is in it.
introduce-colleague = File for a colleague…
introduce-municipality = File for another municipality…
introduce-then = Once things were exchanged, what others still had is back, and what was withdrawn meanwhile goes. Only then remove the old device, at Participants.
introduce-take-text = Was another device restored from a backup? Then take the file in that was made there.
introduce-file = File of the restored device
introduce-file-missing = Fill in where the file is.
introduce-take = Take the file in
done-passphrase-set = The passphrase was set. Deelbaar asks for it from now on.
done-passphrase-changed = The passphrase was changed.
done-passphrase-removed = The passphrase was removed.
explain-passphrase-needed = The data on this device is locked with a passphrase. Nothing was changed.
explain-passphrase-needed-hint = Give the passphrase.
explain-wrong-passphrase = That is not the passphrase. Nothing was changed.
explain-wrong-passphrase-hint = Try again. Mind capitals and spaces.
explain-too-soon = A wrong passphrase was given too often; this one was not tried yet. Nothing was changed.
explain-wait = You can try again in { $wait }.
explain-short-passphrase = A passphrase has at least { $count } characters. Nothing was changed.
explain-short-passphrase-hint = Choose for example four words that have nothing to do with each other.
passphrase-least = At least { $count } characters.
explain-words-count = { $found ->
    [one] This is { $found } word; there must be 24. Nothing was changed.
   *[other] These are { $found } words; there must be 24. Nothing was changed.
}
explain-words-unknown = Word { $place }, ‘{ $word }’, is not on the list. Nothing was changed.
explain-words-checksum = The words do not belong together: one is wrong, or two changed places. Nothing was changed.
explain-words-wrong = Word { $place } must be another one. Nothing was changed.
explain-words-swapped = Words { $first } and { $second } stand in each other’s place. Nothing was changed.
explain-words-missing = A word is missing at place { $place }. Nothing was changed.
explain-words-other-key = These are the words of another key, not of this municipality or region. Nothing was changed.
explain-words-hint = Compare the words with the paper, number by number.
explain-backup-foreign = This is not a backup of Deelbaar. Nothing was changed.
explain-backup-newer = This backup was made by a newer version of Deelbaar. Nothing was changed.
explain-backup-damaged = This backup is damaged or not complete. Nothing was changed.
explain-backup-passphrase = That is not the passphrase of this backup. Nothing was changed.
explain-backup-unsound = Something in this backup does not hold. Nothing was restored.
explain-backup-schedule = Not so often, or so many. Nothing was changed.
explain-backup-schedule-hint = Choose 1 to 366 days, and keep 1 to 100 files.
explain-no-file = There is no file there. Nothing was changed.
explain-no-file-hint = See whether folder and name are typed correctly, and whether the disk is connected.
explain-file-not-read = You may not read that file. Nothing was changed.
explain-file-not-read-hint = Ask your administrator for access, or choose another file.
explain-backup-other-hint = Use another backup.
explain-backup-not-empty = The folder for the backup is not empty. Nothing was changed.
explain-backup-not-empty-hint = Choose an empty folder, or one that does not exist yet.
explain-no-introduction = This file lets no device of this region be known, or it does not hold. Nothing was changed.
explain-no-introduction-hint = Ask for a new file of the restored device.

# On which terms something is shared
mark-ended = Sharing has ended
word-event-revised = Version { $version } shared under standing consent
word-disclosure = { $choice ->
    [everything] Everything public
    [with-press-release] Everything public, with a press release
    [after] Everything public, from a day on
    [except] Public, except a part
    [decision-only] Only title and summary public
   *[nothing] Not public
}
word-language-nl = Dutch
word-language-en = English
word-language-fy = Frisian
word-no-language = Not chosen yet
terms-title = How is this shared?
terms-versions = Which versions?
terms-this-version = Only this version
terms-standing = Later versions as well (standing consent)
terms-standing-hint = A policy officer may share later versions without the alderman seeing each. What stays at home now stays at home then too. The alderman can always take it back.
terms-choice = How to make it public
terms-article = On account of article
terms-article-hint = The article on which something is not public, such as 5.1 section 2 Woo.
terms-article-missing = Name the article on which this is not public.
terms-article-personal = The article holds something that looks like personal data. Everybody can read the article: name only the article of law here.
terms-ends = Sharing ends on a day
terms-until = Last day
terms-until-hint = After it the devices in the region delete the content. day-month-year, for example 31-12-2027
terms-until-past = Choose today or later, and not before the day on which sharing begins.
terms-ends-first = Sharing would end before it begins. Nothing was shared.
terms-wrong-audience = These terms do not fit who gets to see it. Nothing was shared.
terms-wrong-choice = { $choice ->
    [except] With “Public, except a part” something must stay at home. Untick what does not become public.
    [decision-only] With “Only title and summary public” nothing else goes.
    [nothing] “Not public” cannot be signed as consent.
   *[other] With this choice everything goes. Does something stay at home? Then choose “Public, except a part”.
}
terms-missing = Before this can be made public, still missing: { $what }. Fill it in under “Edit fields”, at “For making public”.
terms-missing-one = { $what ->
    [title] the title
    [language] the language
    [summary-nl] the Dutch summary
    [summary-en] the English summary
    [alternative-text] a description of every picture
    [press-release] the press release
    [article] the article
   *[day] the day
}
terms-with-article = { $choice }, on account of article { $article }
terms-says-standing = Standing: later versions as well.
terms-says-until = To be seen until { $date }.
consent-public = Everyone (public)
consent-face-goes = Title, language and summaries always go. Comments, risks and labels never do.
consent-goes = { $choice ->
    [decision-only] Only title, language and summaries go.
    [nothing] Nothing is shared. The alderman records that this is not public.
    [with-press-release] Everything that is filled in goes, with the press release. Comments, risks and labels never do.
   *[other] Everything that is filled in goes. Comments, risks and labels never do.
}
inbox-ready = Put ready
inbox-is-ready = You have seen this and put it ready. It is shared as soon as you sign.
inbox-fixed = This is ready to be signed. First choose “No longer ready” to change something.
inbox-not-ready = No longer ready
inbox-note-ready = seen and ready
inbox-said-ready = Put ready: “{ $title }”.
inbox-sign-ready = { $count ->
    [one] Sign 1 consent
   *[other] Sign { $count } consents
}
inbox-busy-several = { $count ->
    [one] Your answer is being recorded.
   *[other] Your { $count } answers are being recorded.
}
inbox-close = Decide: not public
inbox-closed-note = Not public, on account of article { $article }.
item-revise = Share the new version…
item-public = For making public
item-public-hint = Only needed when this becomes public for everyone. Describe what each picture in the text shows: ![description](file).
revise-title = Share the new version: { $title }
revise-text = The alderman gave standing consent. The municipalities in the region see this version afterwards.
revise-share = Share this version
done-revised = The new version of “{ $title }” is shared.
done-withdrawn-version = Version { $version } of “{ $title }” was taken back.
done-withdrawn-all = Everything that was shared was taken back.
consents-withdraw-all = Take everything back…
consents-ask-all = Take back everything that { $municipality } shares?
consents-ask-one = Take back version { $version } of “{ $title }”?
consents-withdraw-one = Take back version { $version }…
consents-withdraw-carried = Take back version { $version }, with { $others }…
consents-ask-carried = Version { $version } carries the standing consent. What was shared later under that consent is taken back with it: version { $others }. The standing consent ends.
consents-versions = Shared versions
consents-versions-hint = The newest version shows, earlier ones as history.
consents-one = Version { $version }, shared on { $date }
consents-standing = Later versions
consents-standing-yes = Go as well, under standing consent
consents-until = To be seen until
consents-note-ended = shared until { $date }
explain-not-standing = The consent does not cover new versions. Nothing was shared.
explain-disclosure-hint = Change it and try again.
cli-consent-nothing = This asks not to make something public, which is no consent. Nothing was signed. Record it with: deelbaar consent refuse { $request }
cli-no-choice = “{ $name }” is not a way to make something public. Choose from: { $known }.
cli-revised = New version shared.
cli-confirmed = The consent is confirmed.
cli-withdrawn-all = Everything was taken back.

# Asking for the passphrase again to sign
signing-title = Sign with your passphrase
signing-text = { $count ->
    [one] What you sign counts in your name. So please give the passphrase of this device once more.
   *[other] What you sign counts in your name: { $count } times. So please give the passphrase of this device once more.
}
signing-go-on = Sign
signing-busy = Signing…
first-title = Set a passphrase first
first-text = You sign in your name, and this device has no passphrase yet. So whoever opens the device can sign in your name. With a passphrase only you can.
first-set = Set it and sign
first-later = Not now, this time only
first-put-off-before = You put this off once already. Now the passphrase is needed.
explain-sign-passphrase = To sign, the passphrase is needed once more. Nothing was changed.
settings-sign-again = To sign, Deelbaar asks for the passphrase again when you gave it more than five minutes ago.

# Handing over the portfolio
screen-handover = Handover
handover-text = The handover file: what a new alderman has to know. It follows by itself from what is recorded here.
handover-copy = Copy the file
handover-save = Keep the file…
handover-as-text = Text (Markdown)
handover-as-data = Data for a program (JSON)
handover-copy-hint = Keep it as a file, or paste it into a document. It holds everything below, also what is not shared.
handover-file = Handover file { $municipality }, { $date }
handover-part = { $part ->
    [attention] Asks for attention
    [waiting] Waits for an answer
    [running] Decided and being carried out
    [shared] Shared
    [risks] Risks
    [powers] Who may decide
   *[money] Money and hours
}
handover-empty = { $part ->
    [attention] Nothing asks for attention.
    [waiting] Nothing waits.
    [running] Nothing was put forward or is being carried out.
    [shared] Nothing is shared.
    [risks] Nobody wrote risks down.
    [powers] The alderman decides. There are no mandates.
   *[money] Nothing is planned.
}
handover-waits = { $what ->
    [decision] Decision asked by { $who } on { $date }.
   *[consent] Consent asked by { $who } on { $date }.
}
handover-since = { $phase }, since { $date }.
handover-note = Condition or remark: { $note }
handover-shared = { $audience }, version { $version }. Consent of { $who } on { $date }.
handover-confirmed = Confirmed by { $who } on { $date }.
handover-body = { $body } decides on this.
handover-mandate = May decide on { $kinds } in the name of { $by }, until { $until }.
handover-money = Activity money { $year }
handover-hours = Hours { $year }
handover-of = { $planned } planned, of { $limit }.
handover-contradiction = Begun, while the decision turned out otherwise afterwards. People have to sort this out.
handover-changed = Changed after the decision: must be put forward again.
handover-predecessor = Shared with the consent of { $who }, who is no alderman now. Confirm it or take it back, at Consents.
handover-late = Should have ended on { $date } and is still being carried out.
handover-not-begun = Decided, to begin on { $date }, and not begun.
handover-undecided = To begin on { $date }, and not decided yet.
handover-embargo = Consented to; shows from { $date } on, by itself.
handover-keys = The keys of { $whose }
handover-one-hand = Both lie on this device: one person could let an alderman in or replace a key. Hand the second key over, at Participants.
handover-mandate-ends = The mandate ends on { $date }, by itself.
handover-silent = Last heard on { $date }. What was decided, shared or taken back since may not be known there.
handover-ends = Sharing ends on { $date }.
handover-removed = Is no longer in the plan and is still shared. Withdraw it, or leave it, under Consents.
handover-not-deleted = { $count ->
    [one] Taken back; 1 municipality has not been heard to have deleted it.
   *[other] Taken back; { $count } municipalities have not been heard to have deleted it.
}
handover-over = Planned beyond the limit: { $over }.
consents-predecessor = { $who } consented to this and is no alderman now. It stays shared. Stand for it, or take it back.
consents-confirm = Confirm and sign
done-confirmed = Confirmed: “{ $title }”.

# Access for one person
cli-person-empty = Give a name, or the beginning of a device's id.
person-title = What this device holds about “{ $name }”
person-part = { $part ->
    [enrolments] Roles and devices: { $count }
    [acts] Signed acts: { $count }
    [members] About membership and powers: { $count }
    [comments] Comments: { $count }
    [edits] Records per device: { $count }
    [contact] Connection: { $count }
    [network] On the network: { $count }
   *[mentions] Named in: { $count }
}
person-enrolment = { $space ->
    [municipality] Municipality: { $name }, { $role }, { $term }; device { $device }
   *[region] Region: { $name }, { $role }, { $term }; device { $device }
}
person-removed = (removed item)
person-records = { $space ->
    [municipality] Municipality, device { $device }: { $count ->
        [one] { $count } record
       *[other] { $count } records
    }, from { $first } to { $last }
   *[region] Region, device { $device }: { $count ->
        [one] { $count } record
       *[other] { $count } records
    }, from { $first } to { $last }
}
person-contact = Device { $device }: { $addresses }; last seen { $seen }
person-shared = shared text, version { $version }
person-comment = comment
person-left = This device now has a role that does not read the plan of the municipality. From an earlier role { $count ->
    [one] one entry of the plan is
   *[other] { $count } entries of the plan are
} still here; this overview looked through them too. They can be removed from this device in the settings.
person-end = Not looked through: what stood in texts earlier and was changed (it is still in the history of the plan, which an administrator can export, and in what can be undone on a device), the content of files, backups, and what somebody kept or printed. Other devices of the municipality hold connection data of their own; the rest is the same everywhere.

# Log
screen-log = Log
log-text = Who did what, when and on what. Every line is signed and cannot be changed unnoticed.
log-check = Check everything
log-copy = Copy as a table
log-save = Keep as a file…
log-as-table = Table for a spreadsheet (CSV)
log-as-data = Data for a program (JSON)
log-search = Search by who, what or on what
log-more = Filters and access
log-less = Hide filters and access
log-everybody = everybody
log-every-kind = everything
log-topic = { $topic ->
    [decisions] Decisions
    [consents] Consents
    [work] Carrying out
    [members] Who takes part
   *[powers] Who decides
}
log-only-mandate = Only under a mandate
log-from = From
log-until = Until and including
person-about = Access for
person-keep = Keep it…
person-document = Access
log-count = { $count ->
    [one] 1 act
   *[other] { $count } acts
}
log-empty = Nothing was found
log-empty-text = Search for another word, or empty the search field.
log-what = What
log-removed = { $title } (deleted)
log-on = On what
log-who = Who
log-when = When
log-mandate = Under the mandate of
log-external = Decision elsewhere
log-external-text = { $body }, number { $number }, { $date }
log-note = Remark
log-terms = Terms
log-terms-audience = For { $audience ->
    [region] the region
   *[public] everyone
}.
log-terms-once = This version only.
log-terms-without = Stays at home: { $fields }.
log-terms-back = Taken back: version { $first } to { $last }.
log-terms-back-one = Taken back: version { $version }.
log-terms-kinds = On: { $kinds }.
log-terms-role = As { $role }.
log-terms-from = From { $date }.
log-terms-until = Until and including { $date }.
log-terms-below = What this device wrote from number { $below } on does not count.
log-item = Item
log-item-version = { $id }, version { $version }
log-content = Content
log-record = Record
log-record-region = { $record }, and { $region } in the region
log-answers = Answers
log-counts = Counts
log-counts-not = No: from a removed device, with a key that was replaced, or not allowed
log-back = Back to the list
log-holds = { $count ->
    [one] Everything holds: { $count } recorded act checked. It is truly signed and unchanged.
   *[other] Everything holds: { $count } recorded acts checked. They are truly signed and unchanged, and none is missing in between.
}
log-broken = Nothing was changed. Tell your administrator, and ask a colleague to check as well.
space-municipality = the municipality
space-region = the region
flaw = { $why ->
    [unreadable] In the data of { $space } act { $record } (number { $place }) does not hold: it cannot be read.
    [altered] In the data of { $space } act { $record } (number { $place }) does not hold: its content or signature was changed, or something before it is missing.
   *[rules] In the data of { $space } act { $record } (number { $place }) does not hold: the rules do not allow it.
}
flaw-no-id = without a readable id
log-enrolled = Let in as { $role }
log-charter = { $kind ->
    [admitted] Municipality admitted
    [dismissed] Municipality left
    [countersigned] Agreed to with the second key
    [role-ended] Role or term ended
    [key-renewed] Key of the municipality renewed
    [second-key-renewed] Second key of the municipality replaced
    [region-key-renewed] Key of the region renewed
    [region-second-key-renewed] Second key of the region replaced
    [removed] Device removed
    [mandate-given] Mandate given
    [mandate-ended] Mandate ended
   *[relay-set] The region's relay set
}
log-body-set = Recorded who decides. { $kinds }: { $body }

## The way to the others

network-title = Network
network-text = Devices of the region talk to each other directly. Where that cannot be, the region's own relay passes on the encrypted data. It cannot read them, but sees who talks to whom and how much.
relay-none = The region has no relay. Devices reach each other directly only.
relay-since = Set on { $day }.
relay-token-set = There is an access token with it.
relay-through = This device reaches the relay through { $proxy }.
relay-by-lead = Whoever holds the region's key sets the relay.
relay-label = Relay
relay-address = Address of the relay
relay-address-hint = Begins with https://. Put a space between two addresses.
relay-missing = Fill in the address.
relay-token = Access token
relay-token-hint = Only if the relay asks for one. Every device of the region gets it.
relay-set = Set the relay
relay-remove = No relay any more
relay-connected = connected
relay-refused = does not let this device through
relay-unused = not in use
proxy-title = Proxy
proxy-text = Unless set here, this system's proxy is used, if there is one.
proxy-address = Address of the HTTP proxy
proxy-address-hint = Such as http://proxy.municipality.nl:8080. For this device only.
proxy-set = Set the proxy
proxy-first = Fill in the address of the proxy first.
proxy-remove = Use the system's proxy
done-relay = The relay is set for the whole region.
done-relay-removed = The region has no relay any more.
done-proxy = The proxy is set.
explain-proxy = This is not the address of an HTTP proxy. Nothing was changed.
explain-proxy-hint = Ask your administrator for the address; it begins with http:// or https://.

## Connections
link-title = Connections
link-text = For whoever helps when devices do not reach each other: which devices there are, and when there was contact. It does not say what it was about.
link-more = Show connections
link-less = Hide connections
link-save = Keep for the helpdesk
link-device = Device
link-off = Not connected
link-lines = What happened
link-none = There was no contact with another device yet.
link-rest = The newest { $shown } of { $count }. The file has them all.
link-whose = { $municipality } ({ $role }), device { $device }
link-stranger = Unknown device { $device }
link-not-reached = Not reached.
link-dialled = Connected to { $at }.
link-dialled-by = Connected from { $at }.
link-connected = Connected.
link-ended = Conversation ended. Received: { $received }, sent: { $sent }.
link-closed = The connection closed.
link-silent = The other device said nothing.
link-rules = The other device did not keep to the rules.
link-store = This device could not read or write.
link-refused = Not let in: this device does not take part.
link-shunned = Did not keep to the rules. It is not listened to for ten minutes.
link-as-text = As text

# Removing the plan from this device
forget-title = The plan of { $municipality } on this device
forget-text = As { $role } you get nothing of the plan of { $municipality }. From an earlier role { $count ->
    [one] one entry
   *[other] { $count } entries
} of that plan still { $count ->
    [one] lies
   *[other] lie
} here. Deelbaar does not show them, but they are there, encrypted.
forget-open = Remove the plan from this device…
forget-elsewhere = Backups that you made by hand stay; throw those away yourself. Backups that are made by themselves are replaced at once.
forget-question = Remove the plan of { $municipality } from this device?
forget-does = Everything of the plan goes off this device: texts, decisions, comments and files. It cannot be got back here afterwards.
forget-stays = Nothing changes on other devices of the municipality. What the region shares stays here.
forget-lost = What you wrote here and reached no colleague yet is lost. When you get a role again that reads the plan, the rest comes back by itself.
forget-keep = Leave it
forget-confirm = Remove for good
done-plan-forgotten = The plan of { $municipality } is no longer on this device.
cli-forget-asks = This removes the plan of { $municipality } from this device. It cannot be got back here afterwards, and what reached no colleague yet is lost. Nothing was changed yet. Do it with: deelbaar forget-plan --yes
cli-forget-nothing = There is nothing of the plan of { $municipality } on this device.
explain-reads-plan = In your role you read the plan of the municipality. Nothing was removed.
explain-reads-plan-hint = The plan can go off this device when you have a role that does not read it: regional lead or keeper.
explain-behind = Nothing was saved: what you wrote on this device before has not all come back.
explain-behind-hint = The plan was removed from this device and now comes back from colleagues. Wait until they are connected, then try again. If that does not help, have yourself invited again, on another device or in a new folder.
region-only-left = As { $role } you see what municipalities in the region share. Nothing more of the plan of { $municipality } comes to this device. From an earlier role { $count ->
    [one] one entry of it is still here
   *[other] { $count } entries of it are still here
}; you can remove them in the settings.

# Versions that show one after the other
turns-now = Visible now: version { $version }.
turns-then = From { $date } on: version { $version }.
turns-before = Version { $version } has consent too, from { $date } on. It shows first, until this version takes its place on { $until }. If you do not want that, take version { $version } back afterwards under Consents.
turns-never = Version { $version } has consent too, from { $date } on. This version takes its place: version { $version } will never show.
word-removed-item = an item that is no longer in the plan
powers-last-day = A change takes effect only tomorrow, and you are no alderman any more then. Your successor can arrange this.
choose-full = All { $most } places for municipalities on this device are in use. Nothing was changed. If you need a place no longer, ask your administrator to move its folder, or to let Deelbaar begin in another folder for you.
inbox-who-decided = Who decided?
inbox-who-decided-text = You record a decision of { $body }. The log has it as their decision, with number and date.
inbox-external-needed = Required: it stands with the decision that you record.
clock-confirm = The date is right…
clock-ask = Is it { $date } today?
clock-ask-text = Look at a calendar or telephone, not at this device. If you say yes, what waited for this date is shared and deleted at once. That cannot be undone. If the date is wrong, set the clock first.
clock-ask-yes = Yes, today is { $date }
done-date-confirmed = You confirmed that today is { $date }. What waited for that goes on now.
cli-other-date = This device takes today to be { $today }, not { $given }. Set the clock right, or give the date of today.
cli-date-nothing = Nothing waits for the date of this device.
damaged-title = The data on this device is damaged
damaged-does = Nothing was changed yet. Repairing writes a new file with everything that can still be read and holds, and keeps the damaged file beside it, unless it may still hold what was taken back.
damaged-new-device = What is lost here and colleagues or the region have comes back by itself afterwards. If what you wrote last may be lost, this becomes a new device of the same person.
damaged-room = It may take a few minutes, and the disk needs room for a second file and a copy of the first.
damaged-repair = Repair
damaged-busy = Repairing… Keep Deelbaar open.
repaired-title = The data was repaired
repaired-open = Open Deelbaar
repaired-enrolled = This is a new device, enrolled with the municipality’s key. Let the others know it: Settings says how.
repaired-not-enrolled = This is a new device. A colleague must let it in again: ask for a code. Deelbaar asks for it next.
repaired-old-device = The old device does not come back. First exchange with the others, then remove it under Participants.
mark-region-later-seen = Version { $now } shows · region: version { $version } from { $from }
mark-public-later-seen = Version { $now } shows · public from { $from }
inbox-done-consents = { $count } consents given and signed: { $titles }.
first-done-several = { $count } answers were signed.
overview-nothing-more = Nothing else needs attention now.
powers-mandate-asks-nobody = There is no other policy officer of whom this mandate covers anything.
powers-never-began = { $who } signed that { $body } decides on { $kind ->
        [conversation] conversations
       *[other] activities
    } from { $day } on. On that day { $who } was no alderman any more: it did not take effect. Whoever is alderman now can set it again.
part-awaits-enrolment = You were let in with a code, but that has not arrived here yet. Until then nothing of { $name } goes to or from this device; what you type is kept here. Call whoever gave you the code. If they know nothing of it, somebody else had replaced the code: ask for a new one, and choose “Another municipality” under Settings to begin again with it.
