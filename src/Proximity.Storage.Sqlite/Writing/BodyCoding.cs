
namespace Proximity.Storage.Sqlite.Writing;

/// <summary>How the bytes of a body lie in the file. The numbers are in the file.</summary>
internal enum BodyCoding
{
    /// <summary>As they are.</summary>
    None = 0,

    /// <summary>Brotli (RFC 7932).</summary>
    Brotli = 1,
}
