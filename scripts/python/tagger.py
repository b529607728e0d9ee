"""The Python twin of Tagger: python tagger.py [--seed N] [--epochs N]"""

import torch
from arguments import parse
from torch.nn.functional import log_softmax

training_data = [
    ("The dog ate the apple".split(), ["DET", "NN", "V", "DET", "NN"]),
    ("Everybody read that book".split(), ["NN", "V", "DET", "NN"]),
]
tag_to_ix = {"DET": 0, "NN": 1, "V": 2}
word_to_ix = {}
for sentence, _ in training_data:
    for word in sentence:
        word_to_ix.setdefault(word, len(word_to_ix))


def prepare_sequence(sequence, to_ix):
    return torch.tensor([to_ix[name] for name in sequence], dtype=torch.long)


class LSTMTagger(torch.nn.Module):
    def __init__(self, embedding_dim, hidden_dim, vocab_size, tagset_size):
        super().__init__()
        self.word_embeddings = torch.nn.Embedding(vocab_size, embedding_dim)
        self.lstm = torch.nn.LSTM(embedding_dim, hidden_dim)
        self.hidden2tag = torch.nn.Linear(hidden_dim, tagset_size)

    def forward(self, sentence):
        embeds = self.word_embeddings(sentence)
        lstm_out, _ = self.lstm(embeds.view(len(sentence), 1, -1))
        tag_space = self.hidden2tag(lstm_out.view(len(sentence), -1))
        return log_softmax(tag_space, dim=1)


@torch.no_grad()
def show(title):
    print(title)
    tags = list(tag_to_ix)
    for sentence, _ in training_data:
        scores = model(prepare_sequence(sentence, word_to_ix))
        print(scores)
        guesses = scores.argmax(dim=1).tolist()
        print(*(f"{word}/{tags[guess]}" for word, guess in zip(sentence, guesses)))


args = parse(300)
torch.manual_seed(args.seed)
model = LSTMTagger(6, 6, len(word_to_ix), len(tag_to_ix))
loss_function = torch.nn.NLLLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
print(model)

show("Before training")
for epoch in range(args.epochs):
    for sentence, tags in training_data:
        model.zero_grad()
        sentence_in = prepare_sequence(sentence, word_to_ix)
        targets = prepare_sequence(tags, tag_to_ix)
        tag_scores = model(sentence_in)
        loss = loss_function(tag_scores, targets)
        loss.backward()
        optimizer.step()
show("After %d epochs" % args.epochs)
