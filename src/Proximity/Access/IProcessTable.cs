using System.Net;

namespace Proximity.Access;

/// <summary>What the system knows of its programs and their connections.</summary>
internal interface IProcessTable
{
    /// <summary>
    /// The name of the program that has a connection; null when it is not found: it has gone, or is another user's whose connections this
    /// one may not see. Takes milliseconds on a machine with many programs.
    /// </summary>
    /// <param name="own">The program's end of the connection.</param>
    /// <param name="other">The other end.</param>
    string? Find(IPEndPoint own, IPEndPoint other);
}
