using Microsoft.Win32.SafeHandles;

namespace Proximity.Storage.Sqlite.Native;

/// <summary>An open database. Closing waits for statements that are still there, so that the order of release does not matter.</summary>
internal sealed class DatabaseHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public DatabaseHandle(nint database)
        : base(ownsHandle: true) => SetHandle(database);

    protected override bool ReleaseHandle() => Library.Close(handle) == ResultCode.Ok;
}
