/** One step of the schema, forward only. Once released its text never changes: its checksum is kept and compared. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly script: string;
}

/** Every step in order, versions 1, 2, 3 … The same text runs on the embedded engine and on PostgreSQL. */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'artefacts, cycles, log, intents',
    script: `
      create table ballast.world (
        only_row boolean primary key default true check (only_row),
        identity text not null
      );
      create table ballast.artefacts (
        hash text collate "C" primary key,
        schema text not null,
        body text not null
      );
      create table ballast.cycles (
        reserve text collate "C" not null,
        cycle numeric(78) not null,
        as_of_seconds numeric(78) not null,
        state text not null check (state in ('decided', 'complete')),
        plan_hash text collate "C" not null references ballast.artefacts,
        carried_in_hash text collate "C" not null references ballast.artefacts,
        proofs_hash text collate "C" references ballast.artefacts,
        record_hash text collate "C" references ballast.artefacts,
        level text not null,
        actions numeric(78) not null,
        primary key (reserve, cycle),
        check ((state = 'complete') = (record_hash is not null))
      );
      create table ballast.leaves (
        reserve text collate "C" not null,
        leaf_index numeric(78) not null check (leaf_index >= 0),
        cycle numeric(78) not null,
        leaf_hash text not null,
        tree_head text not null,
        primary key (reserve, leaf_index),
        unique (reserve, cycle),
        foreign key (reserve, cycle) references ballast.cycles
      );
      create table ballast.intents (
        id text collate "C" primary key,
        arrival bigint generated always as identity,
        reserve text collate "C" not null,
        cycle numeric(78) not null,
        plan_hash text not null,
        action_index numeric(78) not null,
        target text not null,
        calldata text not null,
        state text not null check (state in ('planned', 'signed', 'sent', 'confirmed', 'reverted', 'dropped')),
        nonce numeric(78),
        raw_transaction text,
        transaction_hash text,
        check ((nonce is null) = (raw_transaction is null) and (nonce is null) = (transaction_hash is null)),
        check (state = 'dropped' or (state = 'planned') = (nonce is null))
      );
      create index intents_open on ballast.intents (reserve, arrival) where state in ('planned', 'signed', 'sent');
    `,
  },
];
