"""The tables of a reporter's vault: each script runs once in a database's life; add at the end, never change one."""

from __future__ import annotations

SCHEMA = (
    """
    CREATE TABLE machine (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        reporter BLOB NOT NULL,            -- the id, 16 bytes
        name TEXT NOT NULL,
        seed BLOB NOT NULL,                -- Ed25519, 32 bytes: signs the card, key records and outboxes
        replies INTEGER NOT NULL,          -- handed over each trip: 8, 16 or 32
        pin BLOB,                          -- SHA-256 of root version 1, once a person has compared it
        versions TEXT,                     -- JSON: the directory's versions, against rollback
        directory BLOB,                    -- the newest one-file directory
        closing INTEGER NOT NULL DEFAULT 0,
        outbox_number INTEGER NOT NULL DEFAULT 0,
        outbox BLOB,                       -- the last one, its replies again until a bundle names them
        outbox_named INTEGER NOT NULL DEFAULT 1
    ) STRICT;
    CREATE TABLE contacts (
        id INTEGER PRIMARY KEY,
        pair BLOB NOT NULL UNIQUE,         -- the contact is its pair key
        reply_key BLOB NOT NULL,
        pseudonym TEXT NOT NULL,
        twin INTEGER NOT NULL DEFAULT 0,   -- 1: when it came, another contact had its name, so its reply key perhaps
        numbered INTEGER NOT NULL DEFAULT 0,       -- replies sealed so far
        told INTEGER NOT NULL DEFAULT 0,           -- letters that the last sealed reply has acknowledged
        kept INTEGER NOT NULL DEFAULT 0            -- 1: its texts and files stay
    ) STRICT;
    CREATE INDEX contacts_by_name ON contacts (pseudonym);
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        contact INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE,
        tip BLOB NOT NULL,
        day INTEGER NOT NULL,              -- of the key that the letter was sealed to
        received INTEGER NOT NULL,         -- closing day of the bundle it came in
        text TEXT,                         -- NULL: it has left the vault
        words INTEGER NOT NULL,            -- how many the text has
        stated TEXT NOT NULL,              -- JSON: the reporter ids that the source says it wrote to
        stream TEXT,                       -- JSON, or NULL: no files
        arrived INTEGER NOT NULL DEFAULT 1,        -- 0: its parcels have not all come; -1: they are damaged or never came
        shown INTEGER,                     -- closing day when it was first read
        UNIQUE (contact, tip)
    ) STRICT;
    CREATE TABLE files (
        id INTEGER PRIMARY KEY,
        message INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE,
        place INTEGER NOT NULL,
        name TEXT NOT NULL,
        size INTEGER NOT NULL,
        salt BLOB NOT NULL,
        original BLOB NOT NULL,
        sent BLOB NOT NULL,
        removed TEXT NOT NULL,             -- JSON: kinds
        cleaned INTEGER NOT NULL,
        stored TEXT NOT NULL,              -- its name in the vault's files folder
        key BLOB NOT NULL
    ) STRICT;
    CREATE INDEX files_of_message ON files (message);
    CREATE TABLE replies (
        id INTEGER PRIMARY KEY,
        contact INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE,
        state INTEGER NOT NULL,
        text TEXT,                         -- NULL: it has left the vault
        closing INTEGER,                   -- NULL: it waits for a slot; else the day in its tag
        ordinal INTEGER,
        outbox INTEGER
    ) STRICT;
    CREATE INDEX replies_to_contact ON replies (contact);
    CREATE TABLE bundles (
        courier BLOB NOT NULL,
        number INTEGER NOT NULL,
        closing INTEGER NOT NULL,
        PRIMARY KEY (courier, number)
    ) STRICT;
    CREATE TABLE parcels (                 -- sealed parcels whose letter has not come: they may be anybody's
        id BLOB PRIMARY KEY,
        bundle TEXT NOT NULL,              -- file in the folder parcels/
        place INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = 'unicode61');
    """,
    """
    ALTER TABLE contacts ADD COLUMN reporter BLOB; -- NULL: this machine's id; else the earlier one that the pair key is of
    ALTER TABLE contacts ADD COLUMN letters_before INTEGER NOT NULL DEFAULT 0; -- received by the machine backed up
    ALTER TABLE machine ADD COLUMN passphrase_day INTEGER;   -- by this machine's clock, for reporter doctor alone
    ALTER TABLE machine ADD COLUMN backup_day INTEGER;       -- the last contacts backup
    ALTER TABLE machine ADD COLUMN drill_day INTEGER;        -- the last time a backup was opened
    """,
    """
    CREATE TABLE carried (                 -- letters that were imported: another courier's bundle may hold them too
        letter BLOB PRIMARY KEY,           -- its id, 16 bytes
        closing INTEGER NOT NULL           -- of the bundle that brought it first
    ) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE custody (                 -- one chain of entries for each conversation; see keys/reporter/custody.py
        contact INTEGER NOT NULL REFERENCES contacts,
        number INTEGER NOT NULL,           -- from 1
        entry TEXT NOT NULL,               -- canonical JSON, hashed as it stands
        PRIMARY KEY (contact, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER custody_never_changes BEFORE UPDATE ON custody
        BEGIN SELECT RAISE(ABORT, 'the custody record is only added to'); END;
    CREATE TRIGGER custody_never_shrinks BEFORE DELETE ON custody
        BEGIN SELECT RAISE(ABORT, 'the custody record is only added to'); END;
    ALTER TABLE messages ADD COLUMN salt BLOB;               -- of its text's hash in the chain; leaves with the text
    ALTER TABLE messages ADD COLUMN logged INTEGER NOT NULL DEFAULT 0; -- 1: in the chain, its files not yet; 2: all of it
    UPDATE messages SET logged = CASE arrived WHEN 0 THEN 1 ELSE 2 END; -- before the record: a chain says that it began late
    """,
    """
    CREATE TABLE handed_over (             -- earlier outboxes with the replies of the last one: a bundle may name any
        sha256 BLOB PRIMARY KEY
    ) STRICT, WITHOUT ROWID;
    """,
)
