"""The Python twin of Makemore: python makemore.py --data DIR [--type rnn|gru] [--seed N] [--epochs N] [--steps N] [--top-k K]"""

import math

import torch
from arguments import parse
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset, RandomSampler
from words import read


class RNNCell(torch.nn.Module):
    def __init__(self, n_embd, n_embd2):
        super().__init__()
        self.xh_to_h = torch.nn.Linear(n_embd + n_embd2, n_embd2)

    def forward(self, xt, hprev):
        return torch.tanh(self.xh_to_h(torch.cat([xt, hprev], dim=1)))


class GRUCell(torch.nn.Module):
    def __init__(self, n_embd, n_embd2):
        super().__init__()
        self.xh_to_z = torch.nn.Linear(n_embd + n_embd2, n_embd2)
        self.xh_to_r = torch.nn.Linear(n_embd + n_embd2, n_embd2)
        self.xh_to_hbar = torch.nn.Linear(n_embd + n_embd2, n_embd2)

    def forward(self, xt, hprev):
        xh = torch.cat([xt, hprev], dim=1)
        r = torch.sigmoid(self.xh_to_r(xh))
        xhr = torch.cat([xt, r * hprev], dim=1)
        hbar = torch.tanh(self.xh_to_hbar(xhr))
        z = torch.sigmoid(self.xh_to_z(xh))
        return (1 - z) * hprev + z * hbar


class RNN(torch.nn.Module):
    def __init__(self, vocab_size, n_embd, n_embd2, cell_type):
        super().__init__()
        self.start = torch.nn.Parameter(torch.zeros(1, n_embd2))
        self.wte = torch.nn.Embedding(vocab_size, n_embd)
        self.cell = {"rnn": RNNCell, "gru": GRUCell}[cell_type](n_embd, n_embd2)
        self.lm_head = torch.nn.Linear(n_embd2, vocab_size)

    def forward(self, idx, targets=None):
        b, t = idx.size()
        emb = self.wte(idx)
        hprev = self.start.expand((b, -1))
        hiddens = []
        for i in range(t):
            hprev = self.cell(emb[:, i, :], hprev)
            hiddens.append(hprev)
        logits = self.lm_head(torch.stack(hiddens, dim=1))
        if targets is None:
            return logits, None
        flat = logits.view(-1, logits.size(-1))
        return logits, F.cross_entropy(flat, targets.view(-1), ignore_index=-1)


class CharDataset(Dataset):
    def __init__(self, words, chars, max_word_length):
        self.words = words
        self.chars = chars
        self.max_word_length = max_word_length
        self.stoi = {ch: i + 1 for i, ch in enumerate(chars)}

    def __len__(self):
        return len(self.words)

    def __getitem__(self, idx):
        ix = torch.tensor([self.stoi[ch] for ch in self.words[idx]])
        x = torch.zeros(self.max_word_length + 1, dtype=torch.long)
        y = torch.zeros(self.max_word_length + 1, dtype=torch.long)
        x[1 : 1 + len(ix)] = ix
        y[: len(ix)] = ix
        y[len(ix) + 1 :] = -1
        return x, y

    def decode(self, ix):
        return "".join(self.chars[i - 1] for i in ix)


def create_datasets(words):
    chars = sorted(set("".join(words)))
    max_word_length = max(len(word) for word in words)
    print(f"number of examples in the dataset: {len(words)}")
    print(f"max word length: {max_word_length}")
    print(f"number of unique characters in the vocabulary: {len(chars)}")
    print("vocabulary:")
    print("".join(chars))
    test_set_size = min(1000, int(len(words) * 0.1))
    rp = torch.randperm(len(words)).tolist()
    train = [words[i] for i in rp[:-test_set_size]]
    test = [words[i] for i in rp[-test_set_size:]]
    print(f"split up the dataset into {len(train)} training examples and {len(test)} test examples")
    return CharDataset(train, chars, max_word_length), CharDataset(test, chars, max_word_length)


@torch.no_grad()
def generate(idx, max_new_tokens, top_k):
    for _ in range(max_new_tokens):
        logits, _ = model(idx)
        logits = logits[:, -1, :]
        if top_k is not None:
            v, _ = torch.topk(logits, top_k)
            logits[logits < v[:, [-1]]] = -math.inf
        probs = F.softmax(logits, dim=-1)
        idx = torch.cat([idx, torch.multinomial(probs, num_samples=1)], dim=1)
    return idx


def print_samples(num):
    top_k = args.top_k if args.top_k != -1 else None
    samples = generate(torch.zeros(num, 1, dtype=torch.long), train_dataset.max_word_length, top_k)
    found = {"in train": [], "in test": [], "new": []}
    for row in samples[:, 1:].tolist():
        word = train_dataset.decode(row[: row.index(0) if 0 in row else len(row)])
        in_train, in_test = word in train_dataset.words, word in test_dataset.words
        found["in train" if in_train else "in test" if in_test else "new"].append(word)
    for description, words in found.items():
        print(f"{len(words)} samples that are {description}:")
        for word in words:
            print(word)


@torch.no_grad()
def evaluate(dataset, batch_size, max_batches):
    model.eval()
    losses = []
    for i, (x, y) in enumerate(DataLoader(dataset, shuffle=True, batch_size=batch_size)):
        losses.append(model(x, y)[1].item())
        if i >= max_batches:
            break
    model.train()
    return torch.tensor(losses).mean().item()


args = parse(
    20,
    lambda parser: [
        parser.add_argument("--data", required=True),
        parser.add_argument("--type", choices=["rnn", "gru"], default="rnn"),
        parser.add_argument("--steps", type=int, default=500),
        parser.add_argument("--top-k", type=int, default=-1),
        parser.add_argument("--samples", type=int, default=10),
        parser.add_argument("--n-embd", type=int, default=64),
        parser.add_argument("--n-embd2", type=int, default=64),
    ],
)
torch.manual_seed(args.seed)
train_dataset, test_dataset = create_datasets([w for ws in read(args.data).values() for w in ws])
model = RNN(len(train_dataset.chars) + 1, args.n_embd, args.n_embd2, args.type)
print("model #params:", sum(p.numel() for p in model.parameters()))
print(model)
optimizer = torch.optim.AdamW(
    model.parameters(), lr=5e-4, weight_decay=0.01, betas=(0.9, 0.99), eps=1e-8
)
sampler = RandomSampler(train_dataset, replacement=True, num_samples=int(1e10))
batches = iter(DataLoader(train_dataset, sampler=sampler, batch_size=32))

best_loss = None
for epoch in range(args.epochs):
    for step in range(epoch * args.steps, (epoch + 1) * args.steps):
        x, y = next(batches)
        logits, loss = model(x, y)
        model.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 20 == 0:
            print("step %d | loss %.4f" % (step, loss.item()))
    train_loss = evaluate(train_dataset, 100, 10)
    test_loss = evaluate(test_dataset, 100, 10)
    print("step %d train loss: %.4f test loss: %.4f" % (step + 1, train_loss, test_loss))
    if best_loss is None or test_loss < best_loss:
        print("test loss %.4f is the best so far" % test_loss)
        best_loss = test_loss
print_samples(args.samples)
