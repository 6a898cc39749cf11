namespace Proximity.Cli.Recordings;

/// <summary>Standard output cannot be written, mostly because its reader has gone.</summary>
internal sealed class OutputGoneException(Exception innerException) : Exception(innerException.Message, innerException);
