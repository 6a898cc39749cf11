namespace Proximity.Protocol.Heads;

/// <summary>What an incremental parser says of the bytes it was shown.</summary>
internal enum ParseState : byte
{
    NeedMore,
    Done,
    Fault,
}
