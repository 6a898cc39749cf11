using System.Diagnostics;

namespace Proximity.Content.Chains;

/// <summary>
/// Two transforms, one behind the other. What the first writes is given to the second before the first goes on; so a call writes no more
/// than fits, and little is kept between. When the first ends early, the second gets what there was as a body that ends there, and its
/// own reason stands unless the second finds something wrong before.
/// </summary>
internal abstract class StackedTransform(IContentTransform first, IContentTransform second) : IContentTransform
{
    private ContentStatus? firstEnd;

    public string? Problem { get; private set; }

    protected MiddleBuffer Middle { get; } = new();

    public ContentStatus Process(ReadOnlySpan<byte> source, Span<byte> destination, bool isLast, out int consumed, out int written)
    {
        consumed = 0;
        written = 0;
        while (true)
        {
            ContentStatus status = second.Process(Middle.Span, destination[written..], firstEnd is not null, out int taken, out int count);
            Middle.Take(taken);
            written += count;
            if (status != ContentStatus.NeedMore)
            {
                return status == ContentStatus.DestinationFull ? status : EndOf(status);
            }

            Debug.Assert(Middle.Span.IsEmpty && firstEnd is null, "more is needed only when all was taken");
            status = first.Process(source[consumed..], Middle.Free, isLast, out taken, out count);
            consumed += taken;
            Middle.Fill(count);
            if (status is not (ContentStatus.NeedMore or ContentStatus.DestinationFull))
            {
                firstEnd = status;
            }
            else if (status == ContentStatus.NeedMore && count == 0)
            {
                return status;
            }
        }
    }

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
        Middle.Dispose();
    }

    /// <summary>The second has ended; when it found nothing wrong by itself, it has ended as the first did.</summary>
    private ContentStatus EndOf(ContentStatus status)
    {
        bool isOfFirst = status is ContentStatus.Done or ContentStatus.Truncated && firstEnd is { } end && end != ContentStatus.Done;
        Problem = isOfFirst ? first.Problem : second.Problem;
        return isOfFirst ? firstEnd!.Value : status;
    }
}
