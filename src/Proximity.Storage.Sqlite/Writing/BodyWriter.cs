using Proximity.Flows;
using Proximity.Storage.Sqlite.Native;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>
/// Stores bodies, equal ones once. A body names the flow that it came with; every other flow that has it is in <c>body_use</c>, so that a
/// body which only one flow has costs nothing more.
/// </summary>
internal sealed class BodyWriter(Inserts inserts)
{
    /// <summary>How many bodies are remembered: some twelve megabytes.</summary>
    private const int MostKnown = 65_536;

    private readonly KnownBodies known = new(MostKnown);

    /// <summary>The number of the next body.</summary>
    public long Next { get; set; }

    /// <summary>Says where what is kept of a body is, or will be. It has to be written, or abandoned, next.</summary>
    /// <returns>Null when nothing is kept.</returns>
    public BodyPlace? Find(FlowBody? body)
    {
        if (body is null || body.Bytes.IsEmpty)
        {
            return null;
        }

        BodyHash hash = BodyHash.Of(body.Bytes.Span);
        if (known.TryGet(hash, out long id))
        {
            return new BodyPlace(id, IsNew: false, hash);
        }

        known.Add(hash, Next);
        return new BodyPlace(Next++, IsNew: true, hash);
    }

    /// <summary>Stores a body at its place, or notes that a further flow has it.</summary>
    public void Write(BodyPlace? place, FlowBody? body, long flow)
    {
        if (place is not { } found)
        {
            return;
        }

        if (found.IsNew)
        {
            Insert(found.Id, flow, found.Hash, body!);
            return;
        }

        inserts.BodyUse.Bind(1, found.Id);
        inserts.BodyUse.Bind(2, flow);
        inserts.BodyUse.Run();
    }

    /// <summary>The flow is not stored: what was going to be new with it is not there.</summary>
    public void Abandon(BodyPlace? place)
    {
        if (place is { IsNew: true, Id: var id })
        {
            known.Forget(id);
        }
    }

    /// <summary>A body is in the file no longer.</summary>
    public void Forget(long id) => known.Forget(id);

    /// <summary>What was stored last may not be in the file.</summary>
    public void ForgetAll() => known.Clear();

    private void Insert(long id, long flow, BodyHash hash, FlowBody body)
    {
        Span<byte> hashBytes = stackalloc byte[BodyHash.Bytes];
        hash.Write(hashBytes);
        ReadOnlyMemory<byte> packed = BodyPacking.Pack(body.Bytes, body.ContentCodings.Count > 0, out BodyCoding coding);
        Statement insert = inserts.Body;
        insert.Bind(1, id);
        insert.Bind(2, flow);
        insert.BindCopy(3, hashBytes);
        insert.Bind(4, body.Bytes.Length);
        insert.Bind(5, (long)coding);
        insert.Bind(6, packed);
        insert.Run();
    }
}
