namespace Proximity.Storage.Sqlite.Writing;

/// <summary>Where a body is in the file.</summary>
/// <param name="Id">Its number.</param>
/// <param name="IsNew">True when it is not there yet.</param>
/// <param name="Hash">The hash of its bytes.</param>
internal readonly record struct BodyPlace(long Id, bool IsNew, BodyHash Hash);
