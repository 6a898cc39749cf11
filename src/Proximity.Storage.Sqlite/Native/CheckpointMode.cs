namespace Proximity.Storage.Sqlite.Native;

/// <summary>How far moving the write-ahead log goes (https://www.sqlite.org/c3ref/wal_checkpoint_v2.html).</summary>
internal enum CheckpointMode
{
    /// <summary>What can be moved without waiting for anybody.</summary>
    Passive = 0,

    /// <summary>All of it, and the log is cut to nothing.</summary>
    Truncate = 3,
}
