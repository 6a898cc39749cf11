namespace Proximity.Content.Chains;

/// <summary>Takes two codings off, that of <paramref name="first"/> first.</summary>
internal sealed class StackedDecoder(IContentDecoder first, IContentDecoder second) : StackedTransform(first, second), IContentDecoder
{
    private readonly (IContentDecoder First, IContentDecoder Second) both = (first, second);

    public bool HasTrailingBytes => both.First.HasTrailingBytes || both.Second.HasTrailingBytes;
}
