namespace Proximity.Storage.Sqlite.Schema;

/// <summary>
/// What makes a file of each version out of one of the version before. A step that has been handed out never changes: files of it exist.
/// Its texts are written out here although other code knows the columns too; a test holds the two together.
/// </summary>
internal static class SchemaVersions
{
    /// <summary>In the order of versions: the first makes version 1 out of an empty file.</summary>
    public static IReadOnlyList<string> Steps { get; } = [Version1];

    /// <summary>
    /// Times are microseconds since 1970-01-01 UTC, durations are microseconds, what is absent is NULL. The writer gives identifiers:
    /// <c>counter.next</c> never goes back, so that no sequence is given twice.
    /// </summary>
    private const string Version1 = """
        CREATE TABLE counter(
          name TEXT PRIMARY KEY,
          value INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO counter VALUES ('next', 1), ('next_body', 1), ('flows', 0);

        CREATE TABLE session(
          id INTEGER PRIMARY KEY,
          uuid TEXT NOT NULL,
          proxy TEXT NOT NULL,
          started INTEGER NOT NULL,
          flows INTEGER NOT NULL DEFAULT 0,
          newest INTEGER NOT NULL DEFAULT 0,
          UNIQUE (uuid)
        ) STRICT;

        CREATE TABLE flow(
          id INTEGER PRIMARY KEY,
          flow_id INTEGER,
          time INTEGER,
          client TEXT,
          process TEXT,
          method TEXT,
          scheme TEXT,
          host TEXT,
          port INTEGER,
          path TEXT,
          query TEXT,
          version TEXT,
          tls_version REAL,
          sni TEXT,
          alpn TEXT,
          req_size INTEGER,
          status INTEGER,
          type TEXT,
          res_size INTEGER,
          grpc_status REAL,
          size INTEGER,
          wire_size INTEGER,
          error TEXT,
          duration INTEGER,
          ttfb INTEGER,
          dns INTEGER,
          connect INTEGER,
          wait INTEGER,
          receive INTEGER,
          flags INTEGER NOT NULL,
          session INTEGER NOT NULL REFERENCES session(id),
          req_body INTEGER,
          res_body INTEGER,
          mark TEXT,
          tags TEXT,
          comment TEXT
        ) STRICT;
        CREATE UNIQUE INDEX flow_identity ON flow(session, flow_id);
        CREATE INDEX flow_host ON flow(host);

        CREATE TABLE head(
          id INTEGER PRIMARY KEY,
          data BLOB NOT NULL
        ) STRICT;

        CREATE TABLE body(
          id INTEGER PRIMARY KEY,
          flow INTEGER NOT NULL,
          hash BLOB NOT NULL,
          size INTEGER NOT NULL,
          coding INTEGER NOT NULL,
          data BLOB NOT NULL
        ) STRICT;

        CREATE TABLE body_use(
          body INTEGER NOT NULL,
          flow INTEGER NOT NULL,
          PRIMARY KEY (body, flow)
        ) STRICT, WITHOUT ROWID;
        """;
}
