using Microsoft.Win32.SafeHandles;

namespace Proximity.Stores.Spooling;

/// <summary>
/// Writes bytes into a file at an offset, as <see cref="RandomAccess.Write(SafeFileHandle, ReadOnlySpan{byte}, long)"/> does.
/// </summary>
internal delegate void SpoolWrite(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset);
