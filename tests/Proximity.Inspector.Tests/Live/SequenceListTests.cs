using Proximity.Inspector.Live;

namespace Proximity.Inspector.Tests.Live;

/// <summary>A list in pieces does what a list does.</summary>
public class SequenceListTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AnyChanges_LeaveWhatAListWouldHave(int seed)
    {
        var random = new Random(seed);
        var list = new SequenceList();
        List<long> expected = [];
        for (int step = 0; step < 100; step++)
        {
            Change(random, list, expected);

            Assert.Equal(expected.Count, list.Count);
            int start = random.Next(0, expected.Count + 2);
            int length = random.Next(0, 500);
            Assert.Equal(expected.Skip(start).Take(length), list.Range(start, length));
            long asked = random.Next(-100_000, 200_000);
            Assert.Equal(expected.Count(number => number < asked), list.PlaceOf(asked));
            Assert.Equal(expected.IndexOf(asked), list.Find(asked));
        }
    }

    private static void Change(Random random, SequenceList list, List<long> expected)
    {
        long[] numbers = [.. Enumerable.Range(0, random.Next(0, 6000)).Select(static i => (long)(i * 2))];
        switch (random.Next(4))
        {
            case 0:
                long behind = expected.Count == 0 ? 0 : expected[^1] + 2;
                numbers = [.. numbers.Select(number => number + behind)];
                list.AddLast(numbers);
                expected.AddRange(numbers);
                break;
            case 1:
                long before = expected.Count == 0 ? 0 : expected[0] - (2 * numbers.Length);
                numbers = [.. numbers.Select(number => number + before)];
                list.AddFirst(numbers);
                expected.InsertRange(0, numbers);
                break;
            case 2 when expected.Count > 0:
                long limit = expected[random.Next(0, Math.Min(7000, expected.Count))] + random.Next(0, 2);
                list.RemoveBelow(limit);
                expected.RemoveAll(number => number < limit);
                break;
            default:
                long one = (expected.Count == 0 ? 0 : expected[random.Next(expected.Count)]) + random.Next(0, 2);
                list.Insert(one);
                int place = expected.BinarySearch(one);
                if (place < 0)
                {
                    expected.Insert(~place, one);
                }

                break;
        }
    }
}
