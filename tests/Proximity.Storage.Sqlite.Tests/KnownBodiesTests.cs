using CsCheck;
using Proximity.Storage.Sqlite.Writing;

namespace Proximity.Storage.Sqlite.Tests;

public class KnownBodiesTests
{
    private const int Capacity = 5;

    [Fact]
    public void BodyThatWasUsedLongestAgo_IsForgotten()
    {
        var known = new KnownBodies(2);
        known.Add(Hash(1), 1);
        known.Add(Hash(2), 2);
        Assert.True(known.TryGet(Hash(1), out _));
        known.Add(Hash(3), 3);

        Assert.False(known.TryGet(Hash(2), out _));
        Assert.True(known.TryGet(Hash(1), out long first));
        Assert.True(known.TryGet(Hash(3), out long third));
        Assert.Equal((1, 3), (first, third));
    }

    [Fact]
    public void AnyCalls_DoAsAListInTheOrderOfUse() => Gen.Select(Gen.Int[0, 3], Gen.Int[1, 9]).Array[0, 200].Sample(calls =>
    {
        var known = new KnownBodies(Capacity);
        var model = new List<int>();
        foreach ((int call, int body) in calls)
        {
            bool isThere = model.Contains(body);
            switch (call)
            {
                case 0 when !isThere:
                    known.Add(Hash(body), body);
                    model.RemoveRange(0, model.Count < Capacity ? 0 : 1);
                    model.Add(body);
                    break;
                case 1:
                    known.Forget(body);
                    model.Remove(body);
                    break;
                case 2 when body == 9:
                    known.Clear();
                    model.Clear();
                    break;
                default:
                    Assert.Equal(isThere, known.TryGet(Hash(body), out long id));
                    Assert.Equal(isThere ? body : 0, id);
                    model.Remove(body);
                    model.AddRange(isThere ? [body] : []);
                    break;
            }
        }
    });

    private static BodyHash Hash(int body) => new((ulong)(body % 3), (ulong)body, 0, 0);
}
