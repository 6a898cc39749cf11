using System.Net;

namespace Proximity.Tls;

/// <summary>
/// Which clients turned our certificate for a host down, and so have their tunnels there relayed untouched for a while. A client is an address and the fingerprint of its ClientHello:
/// one program of a machine must not decide for the others. An alert says it outright. A client that only hangs up may have had another reason, and has to do it twice
/// in a row, without ever having used a connection. At most
/// <see cref="Capacity"/> are kept; beyond, the one that was noted first goes.
/// </summary>
/// <param name="span">How long it is remembered; zero or less: not at all.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class RejectionMemory(TimeSpan span, TimeProvider timeProvider)
{
    public const int Capacity = 4096;

    private readonly Lock gate = new();
    private readonly Dictionary<Key, Note> notes = [];

    /// <summary>True when this client's tunnel to this host is not to be opened now.</summary>
    public bool IsRemembered(Key key)
    {
        lock (gate)
        {
            return notes.TryGetValue(key, out Note note) && note.Kind == NoteKind.Rejected && !IsOver(note);
        }
    }

    /// <summary>The client said that it will not have the certificate. True when it is remembered.</summary>
    public bool Remember(Key key)
    {
        if (span <= TimeSpan.Zero)
        {
            return false;
        }

        lock (gate)
        {
            Put(key, NoteKind.Rejected);
            return true;
        }
    }

    /// <summary>The client hung up where one that will not have the certificate would. True when it is the second time, and remembered.</summary>
    public bool Suspect(Key key)
    {
        if (span <= TimeSpan.Zero)
        {
            return false;
        }

        lock (gate)
        {
            NoteKind? known = notes.TryGetValue(key, out Note note) && !IsOver(note) ? note.Kind : null;
            if (known == NoteKind.Trusted)
            {
                // Browsers open more connections than they need.
                return false;
            }

            Put(key, known is null ? NoteKind.Suspected : NoteKind.Rejected);
            return known is not null;
        }
    }

    /// <summary>The client took the certificate: it has sent a request.</summary>
    public void Trust(Key key)
    {
        if (span > TimeSpan.Zero)
        {
            lock (gate)
            {
                Put(key, NoteKind.Trusted);
            }
        }
    }

    /// <summary>The client has come to trust the authority: what it turned down before may be tried again.</summary>
    public void ForgetAll(IPAddress client)
    {
        lock (gate)
        {
            foreach (Key key in notes.Keys.Where(key => key.Client.Equals(client)).ToArray())
            {
                notes.Remove(key);
            }
        }
    }

    private bool IsOver(Note note) => timeProvider.GetElapsedTime(note.Noted) >= span;

    private void Put(Key key, NoteKind kind)
    {
        if (notes.Count >= Capacity && !notes.ContainsKey(key))
        {
            notes.Remove(notes.MinBy(pair => pair.Value.Noted).Key);
        }

        notes[key] = new Note(timeProvider.GetTimestamp(), kind);
    }

    /// <summary>Who turned down the certificate of whom.</summary>
    /// <param name="Client">The client's address.</param>
    /// <param name="Fingerprint">Its ClientHello's.</param>
    /// <param name="Host">The host, in lower case.</param>
    internal readonly record struct Key(IPAddress Client, ulong Fingerprint, string Host);

    private readonly record struct Note(long Noted, NoteKind Kind);

    private enum NoteKind : byte
    {
        Suspected,
        Rejected,
        Trusted,
    }
}
