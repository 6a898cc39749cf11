using Microsoft.Win32.SafeHandles;

namespace Proximity.Storage.Sqlite.Native;

/// <summary>A prepared statement. What finishing it returns is the error of its last step, which has been reported.</summary>
internal sealed class StatementHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public StatementHandle(nint statement)
        : base(ownsHandle: true) => SetHandle(statement);

    public nint Bare => handle;

    protected override bool ReleaseHandle()
    {
        _ = Library.Finish(handle);
        return true;
    }
}
