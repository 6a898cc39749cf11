namespace Proximity.Cli.Recordings;

/// <summary>How far a long piece of work is. Written by the work, read by what shows it.</summary>
internal sealed class Progress
{
    private long total;
    private long done;

    /// <summary>How much there is to do: bytes of a file, flows of a store; 0 while that is not known.</summary>
    public long Total { get => Volatile.Read(ref total); set => Volatile.Write(ref total, value); }

    /// <summary>How much of it is done.</summary>
    public long Done { get => Volatile.Read(ref done); set => Volatile.Write(ref done, value); }
}
