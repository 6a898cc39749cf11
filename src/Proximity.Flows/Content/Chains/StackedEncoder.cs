namespace Proximity.Content.Chains;

/// <summary>Puts two codings on, that of <paramref name="first"/> first.</summary>
internal sealed class StackedEncoder(IContentEncoder first, IContentEncoder second) : StackedTransform(first, second), IContentEncoder
{
    private readonly (IContentEncoder First, IContentEncoder Second) both = (first, second);

    public ContentStatus Flush(Span<byte> destination, out int written)
    {
        written = 0;
        while (true)
        {
            ContentStatus status = both.Second.Process(Middle.Span, destination[written..], isLast: false, out int taken, out int count);
            Middle.Take(taken);
            written += count;
            if (status != ContentStatus.NeedMore)
            {
                return status;
            }

            _ = both.First.Flush(Middle.Free, out count);
            Middle.Fill(count);
            if (count == 0)
            {
                status = both.Second.Flush(destination[written..], out count);
                written += count;
                return status;
            }
        }
    }
}
