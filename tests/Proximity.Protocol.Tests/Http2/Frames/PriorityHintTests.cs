using Proximity.Protocol.Http2.Frames;

namespace Proximity.Protocol.Tests.Http2.Frames;

/// <summary>RFC 9218 §4.</summary>
public class PriorityHintTests
{
    [Theory]
    [InlineData("", 3, false)]
    [InlineData("u=0", 0, false)]
    [InlineData("u=7, i", 7, true)]
    [InlineData("i", 3, true)]
    [InlineData("i=?1", 3, true)]
    [InlineData("i=?0", 3, false)]
    [InlineData("i, i=?0", 3, false)]
    [InlineData("u=5,\tu=1", 1, false)]
    [InlineData("u=2;x=1, foo=(a b);q", 2, false)]
    [InlineData("foo=\"a, b\", u=4", 4, false)]
    public void Hint_IsRead(string value, byte urgency, bool isIncremental)
        => Assert.Equal(new PriorityHint(urgency, isIncremental), PriorityHint.Parse(ProtocolInput.Bytes(value)));

    [Theory]
    [InlineData("u=8")]
    [InlineData("u=-1")]
    [InlineData("u=10")]
    [InlineData("u")]
    [InlineData("U=1")]
    [InlineData("i=1")]
    [InlineData("u=1.5")]
    public void WhatIsNoHint_CountsAsNotSaid(string value)
        => Assert.Equal(PriorityHint.Default, PriorityHint.Parse(ProtocolInput.Bytes(value)));
}
