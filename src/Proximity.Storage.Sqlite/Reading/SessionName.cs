namespace Proximity.Storage.Sqlite.Reading;

/// <summary>A session and the name of its proxy.</summary>
internal readonly record struct SessionName(Guid Session, string? ProxyName);
