namespace Proximity.Storage.Sqlite.Native;

/// <summary>A statement was ended by its <see cref="StatementLimit"/>. It does not leave the store.</summary>
internal sealed class StatementEndedException() : OperationCanceledException("The statement was ended before its end.");
