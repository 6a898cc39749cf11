namespace Proximity.Storage.Postgres.Schema;

/// <summary>
/// The statements that make the tables. A flow's row has what filters ask for; its head and bodies are in a table of their own, so that a
/// search does not read them. Both have a partition for each day on which flows were taken (UTC). The counts of a day and of a session are
/// kept by those that change them, one at a time.
/// </summary>
internal static class SchemaText
{
    /// <summary>The version of the tables.</summary>
    public const int Version = 1;

    /// <summary>What flows have besides the columns of filters, in their order.</summary>
    public const string OwnNames = "odd, sort_time, sort_duration, sort_size, sort_status, bytes";

    /// <summary>What people write on flows.</summary>
    public const string AnnotationNames = "mark, tags, comment";

    private const string AnnotationDefinitions = """
        mark text,
          tags text,
          comment text
        """;

    private const string OwnDefinitions = """
        odd boolean NOT NULL,
          sort_time bigint NOT NULL,
          sort_duration bigint NOT NULL,
          sort_size bigint NOT NULL,
          sort_status bigint NOT NULL,
          bytes bigint NOT NULL
        """;

    public static string Create(string schema) => $"""
        CREATE SCHEMA IF NOT EXISTS {schema};
        CREATE TABLE store_version(version integer NOT NULL);
        INSERT INTO store_version VALUES ({Version});
        CREATE TABLE session(
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          uuid uuid NOT NULL UNIQUE,
          proxy text NOT NULL,
          first_day date NOT NULL,
          flows bigint NOT NULL DEFAULT 0,
          newest bigint NOT NULL DEFAULT 0
        );
        CREATE TABLE day(day date PRIMARY KEY, flows bigint NOT NULL DEFAULT 0, bytes bigint NOT NULL DEFAULT 0);
        CREATE SEQUENCE flow_sequence;
        CREATE TABLE flow(
          id bigint NOT NULL,
          day date NOT NULL,
          session bigint NOT NULL,
          {FlowColumns.Definitions},
          {OwnDefinitions},
          {AnnotationDefinitions},
          PRIMARY KEY (id, day)
        ) PARTITION BY RANGE (day);
        CREATE INDEX ON flow(session, {FlowColumns.FlowId});
        CREATE INDEX ON flow(host);
        CREATE INDEX ON flow(id) WHERE odd;
        CREATE INDEX ON flow USING brin(sort_time);
        CREATE TABLE flow_content(
          id bigint NOT NULL,
          day date NOT NULL,
          head bytea NOT NULL,
          req_body bytea,
          res_body bytea,
          PRIMARY KEY (id, day)
        ) PARTITION BY RANGE (day);
        ALTER TABLE flow_content ALTER req_body SET STORAGE EXTERNAL, ALTER res_body SET STORAGE EXTERNAL;
        """;

    /// <summary>The table of a connection in which a batch arrives.</summary>
    public static string Batch { get; } = $"""
        CREATE TEMPORARY TABLE flow_batch(
          number integer NOT NULL,
          uuid uuid NOT NULL,
          proxy text NOT NULL,
          {FlowColumns.Definitions},
          {OwnDefinitions},
          {AnnotationDefinitions},
          head bytea NOT NULL,
          req_body bytea,
          res_body bytea
        ) ON COMMIT DELETE ROWS;
        ALTER TABLE flow_batch ALTER head SET STORAGE EXTERNAL, ALTER req_body SET STORAGE EXTERNAL, ALTER res_body SET STORAGE EXTERNAL;
        """;
}
